import { LogIntegration } from '@features/audit/proofs/log/log-integration';
import { CheckpointRepository } from '@features/audit/proofs/log/checkpoint.repository';
import { parseCheckpoint } from '@platform/transparency-log/checkpoint.rule';
import { parseProofFile } from '@platform/transparency-log/proof-file.rule';
import { parseNote, parseVerifierKey, verifySignatures } from '@platform/transparency-log/signed-note.rule';
import { rootOfInclusion } from '@platform/transparency-log/tree.rule';
import { hash } from 'node:crypto';
import { expectProblem } from '@test/support/expect-problem';
import { TestApi, type TestUser } from '@test/support/test-api';
import { until } from '@test/support/two-nodes';

describe('Proofs of the audit log', () => {
  let api: TestApi;
  let admin: TestUser;
  let ada: TestUser;

  beforeAll(async () => {
    api = await TestApi.start();
    admin = await api.administrator();
    ada = await api.register('ada');
  });
  afterAll(() => api.stop());

  /** Waits until all events have a position, and adds them to the tree. */
  const integrated = async () => {
    await until(async () => {
      const { body } = await api.call('GET', '/v1/admin/audit', { token: admin.token });
      return body.items.every((item: { position: number | null }) => item.position !== null);
    });
    await api.app.get(LogIntegration).run();
  };
  const keys = async () => {
    const { body } = await api.call('GET', '/.well-known/userkeep-audit-keys.json');
    return body.keys.map(({ verifierKey }: { verifierKey: string }) => parseVerifierKey(verifierKey)!);
  };
  const get = (path: string, user: TestUser) => api.call('GET', path, { token: user.token });
  const latest = () => get('/v1/admin/audit/checkpoints?latest=true', admin);
  const firstActivity = async (user: TestUser) => (await get('/v1/me/activity', user)).body.items[0];

  it('contain the entry, and lead to a checkpoint with the signature of the log', async () => {
    await integrated();
    const entry = await firstActivity(ada);
    expect(entry.proven).toBe(true);
    for (const [path, user] of [
      [`/v1/me/activity/${entry.id}/proof`, ada],
      [`/v1/admin/audit/${entry.id}/proof`, admin],
    ] as const) {
      const answer = await get(path, user);
      expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/plain; charset=utf-8']);
      const { extra, index, proof, checkpoint } = parseProofFile(answer.text)!;
      const note = parseNote(Buffer.from(checkpoint))!;
      expect(verifySignatures(note, await keys())).toHaveLength(1);
      const { size, root } = parseCheckpoint(note.text)!;
      const leaf = hash('sha256', Buffer.concat([Buffer.of(0), extra!]), 'buffer');
      expect(rootOfInclusion({ index, size, leaf }, proof)).toEqual(root);
      expect(extra!.includes(Buffer.from(entry.action))).toBe(true);
    }
  });

  it('exist a few seconds after the event, without any call', async () => {
    const bob = await api.register('bob');
    await until(async () => (await firstActivity(bob)).proven, 20_000);
  });

  it('do not exist before the entry is in a checkpoint', async () => {
    const thin = jest.spyOn(api.app.get(CheckpointRepository), 'newest').mockResolvedValue([]);
    const { id } = await firstActivity(ada);
    const answer = await get(`/v1/me/activity/${id}/proof`, ada);
    thin.mockRestore();
    expectProblem(answer, 'audit.not_proven_yet', 409);
    expect(answer.headers.get('retry-after')).toBe('5');
  });

  it('are not shown to other users, and not for internal or unknown entries', async () => {
    const { id } = await firstActivity(ada);
    const eve = await api.register('eve');
    expectProblem(await get(`/v1/me/activity/${id}/proof`, eve), 'request.not_found', 404);
    expectProblem(await get(`/v1/admin/audit/${id}/proof`, eve), 'access.not_allowed', 403);
    expectProblem(
      await get('/v1/admin/audit/01993f0e-5a5e-7cc0-8f0e-0a1b2c3d4e5f/proof', admin),
      'request.not_found',
      404,
    );
  });

  it('can be made from the tiles by others', async () => {
    await integrated();
    const { text } = await latest();
    const { size, root } = parseCheckpoint(parseNote(Buffer.from(text))!.text)!;
    const answer = await fetch(`${api.url}/v1/admin/audit/tiles/0/000.p/${size}`, {
      headers: { authorization: `Bearer ${admin.token}` },
    });
    expect([answer.status, answer.headers.get('cache-control')]).toEqual([200, 'private, max-age=31536000, immutable']);
    const leaves = Buffer.from(await answer.arrayBuffer());
    expect(leaves.length).toBe(32 * size);
    const entry = (await get('/v1/admin/audit', admin)).body.items.at(-1);
    const proof = parseProofFile((await get(`/v1/admin/audit/${entry.id}/proof`, admin)).text)!;
    const leaf = leaves.subarray(32 * proof.index, 32 * (proof.index + 1));
    expect(rootOfInclusion({ index: proof.index, size, leaf }, proof.proof)).toEqual(root);
    for (const path of ['0/000.p/255', '0/001', '0/x001/000', 'x/000', '0/..%2f000'])
      expectProblem(await get(`/v1/admin/audit/tiles/${path}`, admin), 'request.not_found', 404);
  });

  it('are listed by their checkpoints, page by page', async () => {
    await api.register('carl');
    await integrated();
    const first = (await get('/v1/admin/audit/checkpoints?limit=1', admin)).body;
    const second = (await get(`/v1/admin/audit/checkpoints?limit=1&cursor=${first.nextCursor}`, admin)).body;
    expect(first.items[0].size).toBeGreaterThan(second.items[0].size);
    expect(first.items[0].note).toBe((await latest()).text);
  });
});

import { hash } from 'node:crypto';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LogIntegration } from '@features/audit/proofs/log/log-integration';
import { CheckpointRepository } from '@features/audit/proofs/log/checkpoint.repository';
import { EventLogRepository } from '@platform/event-log/entries/event-log.repository';
import { PositionRepository } from '@platform/event-log/positions/position.repository';
import { Database } from '@platform/persistence/database';
import { parseCheckpoint } from '@platform/transparency-log/checkpoint.rule';
import { parseProofFile } from '@platform/transparency-log/proof-file.rule';
import { parseNote, parseVerifierKey, verifySignatures } from '@platform/transparency-log/signed-note.rule';
import { rootOfInclusion } from '@platform/transparency-log/tree.rule';
import { expectProblem } from '@test/support/expect-problem';
import { eraseUser } from '@test/support/user-data';
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
  const firstActivity = async (user: TestUser) =>
    (await get('/v1/me/activity?action=users.registered', user)).body.items[0];

  it('contain the entry, and lead to a checkpoint with the signature of the log', async () => {
    await until(async () => (await firstActivity(ada)).proven, 60_000);
    const entry = await firstActivity(ada);
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
    await until(async () => (await firstActivity(bob)).proven, 60_000);
  });

  it('do not exist before the entry is in a checkpoint', async () => {
    const thin = jest.spyOn(api.app.get(CheckpointRepository), 'newest').mockResolvedValue([]);
    const { id } = await firstActivity(ada);
    const answer = await get(`/v1/me/activity/${id}/proof`, ada);
    thin.mockRestore();
    expectProblem(answer, 'audit.not_proven_yet', 409);
    expect(answer.headers.get('retry-after')).toBe('5');
  });

  it('of entries that name someone else are not shown to the user, who does not see that ID elsewhere', async () => {
    // The search shows personal values, so it is an entry of each user who is found.
    expect((await get(`/v1/admin/audit?subjectId=${ada.id}`, admin)).status).toBe(200);
    const staffEntry = async () =>
      (await get('/v1/me/activity', ada)).body.items.find(
        ({ actor }: { actor: { kind: string } }) => actor.kind === 'staff',
      );
    await until(async () => (await staffEntry())?.proven, 60_000);
    const entry = await staffEntry();
    expectProblem(await get(`/v1/me/activity/${entry.id}/proof`, ada), 'audit.names_others', 403);
    expect((await get(`/v1/admin/audit/${entry.id}/proof`, admin)).status).toBe(200);
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
    const page = async (query = '') => (await get(`/v1/admin/audit/checkpoints?limit=1${query}`, admin)).body;
    const first = await page();
    const second = await page(`&cursor=${first.nextCursor}`);
    expect(first.items[0].size).toBeGreaterThan(second.items[0].size);
    // A new checkpoint can be signed between the two requests.
    await until(async () => (await page()).items[0].note === (await latest()).text);
  });
});

describe('The commands for the audit log', () => {
  let api: TestApi;
  let folder: string;
  let file: string;
  let keys: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'audit-'));
    file = join(folder, 'log.ndjson.gz');
    keys = join(folder, 'keys.txt');
    api = await TestApi.start({ AUDIT_HEADS_FOLDER: join(folder, 'heads'), AUDIT_HEADS_SECONDS: '5' });
    const ada = await api.register('ada');
    await api.call('PATCH', '/v1/me', { token: ada.token, body: { displayName: 'Ada' } });
    await until(async () => {
      const { body } = await api.call('GET', '/v1/me/activity', { token: ada.token });
      return body.items.every(({ proven }: { proven: boolean }) => proven);
    }, 60_000);
    await until(async () => (await readdir(folder)).includes('heads'), 60_000);
    await writeFile(keys, (await api.command(['audit', 'keys'])).out.join('\n'));
  });
  afterAll(async () => {
    await api.stop();
    await rm(folder, { recursive: true });
  });

  const verify = (...args: string[]) => api.command(['audit', 'verify', ...args, '--keys', keys]);

  it('write the log to a file, and verify the file and the database with checkpoints that were kept elsewhere', async () => {
    const { exitCode, out } = await api.command(['audit', 'export', file]);
    expect([exitCode, out]).toEqual([0, [expect.stringMatching(/^Entries written to .+: \d+\.$/)]]);
    expect((await api.command(['audit', 'export', file])).complaints).toEqual(['The file already exists.']);
    for (const source of [[], [file]]) {
      const verified = await verify(...source, '--heads', join(folder, 'heads'));
      expect([verified.exitCode, verified.complaints]).toEqual([0, []]);
      expect(verified.out.at(-1)).toBe('Nothing was altered, deleted, inserted or moved.');
      expect(verified.out.join('\n')).toMatch(
        /The log matches \d+ signed checkpoints? that you provided; the largest covers \d+ entries/,
      );
    }
  });

  it('say what was not verified', async () => {
    const { exitCode, remarks } = await api.command(['audit', 'verify', file]);
    expect(exitCode).toBe(0);
    expect(remarks.join('\n')).toContain('Use --heads');
    expect(remarks.join('\n')).toContain('Use --keys');
  });

  it('still verify the log after a user was erased, because it commits to sealed values', async () => {
    const { id } = await api.register('erased');
    await eraseUser(api.app, id);
    const verified = await verify('--heads', join(folder, 'heads'));
    expect([verified.exitCode, verified.complaints]).toEqual([0, []]);
  });

  it('verify the proof of one entry offline', async () => {
    const bob = await api.login('ada@example.com');
    const { body } = await api.call('GET', '/v1/me/activity?action=users.profile_changed', { token: bob.token });
    const { id } = body.items[0];
    const proof = join(folder, 'entry.tlog-proof');
    await writeFile(proof, (await api.call('GET', `/v1/me/activity/${id}/proof`, { token: bob.token })).text);
    const { exitCode, out } = await api.command(['verify', 'proof', proof, '--keys', keys]);
    expect(exitCode).toBe(0);
    expect(out[0]).toMatch(/^The audit log \S+ contains this entry at position \d+ of \d+:$/);
    expect(JSON.parse(out[1]!)).toMatchObject({ id, type: 'users.profile_changed', subjectId: bob.id });
    expect(out[2]).toMatch(/^The checkpoint is signed by /);
    await writeFile(proof, 'something else');
    expect((await api.command(['verify', 'proof', proof])).complaints).toEqual([
      'This is not the proof of an entry, or it is incomplete.',
    ]);
  });

  it('begin a new log only after the current one was rolled back', async () => {
    const refused = await api.command(['audit', 'new-log', '--reason', 'A test']);
    expect(refused.complaints).toEqual(['The audit log matches what was signed before, so no new tree is needed.']);
  });

  it('name the entry that someone has altered in the database', async () => {
    const database = api.app.get(Database);
    const [entry] = await api.app.get(EventLogRepository).find({ type: 'users.profile_changed' }, undefined, 1);
    const position = (await api.app.get(PositionRepository).ofNumbers([entry!.seq])).get(entry!.seq);
    await database.write('UPDATE event_log SET actor_id = NULL WHERE seq = ?', [entry!.seq]);
    const { exitCode, complaints } = await verify('--heads', join(folder, 'heads'));
    expect(exitCode).toBe(1);
    expect(complaints[0]).toContain(`The log does not match what was signed. Entry ${position} was altered`);
  });
});

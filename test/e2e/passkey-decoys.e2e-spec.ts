import { currentWork } from '@platform/context/work-context';
import { ConnectionPool } from '@platform/persistence/connection-pool';
import { Keyring } from '@platform/vault/keyring/keyring';
import type { TestApi } from '@test/support/test-api';
import { startWithMail, type NodesWithMail } from '@test/support/with-mail';
import { PasskeyClient } from '@test/support/with-passkeys';

describe('Passkeys for a name', () => {
  let nodes: NodesWithMail;
  let passkeys: PasskeyClient;

  beforeAll(async () => {
    nodes = await startWithMail();
    passkeys = new PasskeyClient(nodes.api);
  });
  afterAll(() => nodes.stop());

  const idsFor = async (login: object, node = nodes.api) => {
    const { options } = await passkeys.requestOptions(login, node);
    return (options.allowCredentials ?? []).map(({ id }) => id);
  };

  it('are decoys for unknown names, the same each time and on every node', async () => {
    const user = await nodes.someone({ username: 'without-any' });
    for (const login of [{ email: user.email }, { username: 'without-any' }, { email: 'missing@example.com' }]) {
      const ids = await idsFor(login);
      expect(ids.length).toBeGreaterThan(0);
      expect([await idsFor(login), await idsFor(login, nodes.other)]).toEqual([ids, ids]);
    }
    expect(await idsFor({ email: 'MISSING@example.com' })).toEqual(await idsFor({ email: 'missing@example.com' }));
    expect(await idsFor({ email: 'missing@example.com' })).not.toEqual(await idsFor({ email: 'other@example.com' }));
    expect(await idsFor({})).toEqual([]);
  });

  it('stay the same, real or decoy, when keys are rotated', async () => {
    const user = await nodes.someone();
    await passkeys.registered(user);
    const all = async (node?: TestApi) =>
      [await idsFor({ email: user.email }, node), await idsFor({ email: 'missing-10@example.com' }, node)] as const;
    const before = await all();
    for (let n = 0; n < 2; n++) await nodes.api.app.get(Keyring).rotate('system');
    expect([await all(), await all(nodes.other)]).toEqual([before, before]);
  });

  it('of decoys look and are rejected like real ones', async () => {
    const user = await nodes.someone();
    const { authenticator } = await passkeys.registered(user);
    const shapes = new Set<string>();
    for (const email of [user.email, 'missing-20@example.com']) {
      const answer = await nodes.post('/v1/auth/passkeys/options', { email });
      const { challengeToken, options } = answer.body;
      const shape = (value: unknown): unknown =>
        Array.isArray(value)
          ? shape(value[0])
          : value && typeof value === 'object'
            ? Object.entries(value).map(([name, one]) => [name, shape(one)])
            : typeof value;
      const headers = [...answer.headers.keys()].sort();
      const credentialId = Buffer.from(options.allowCredentials[0].id, 'base64url');
      const response = authenticator.get(
        { ...options, allowCredentials: [] },
        { credentialId, corruptSignature: true },
      );
      const refused = await passkeys.verify({ challengeToken, response });
      shapes.add(JSON.stringify([answer.status, headers, shape(answer.body), { ...refused.body, instance: '' }]));
    }
    expect(shapes.size).toBe(1);
  });

  // Timing differences can be hidden by noise; the database queries cannot.
  it('cause the same work whether they are real or decoys, when they are requested and when they are rejected', async () => {
    const [user, without] = [await nodes.someone(), await nodes.someone()];
    const { authenticator } = await passkeys.registered(user);
    const nodeWithoutWorker = await nodes.api.secondNode({ WORKER_IN_API: 'false' });
    let statements: string[] = [];
    for (const method of ['execute', 'command'] as const) {
      const original = ConnectionPool.prototype[method] as (...given: unknown[]) => Promise<unknown>;
      jest.spyOn(ConnectionPool.prototype, method).mockImplementation(function (this: ConnectionPool, ...given) {
        if (currentWork()?.origin) statements.push(String(given[1]).replace(/\s+/g, ' '));
        return original.apply(this, given);
      });
    }
    const workOf = async (email: string) => {
      statements = [];
      const { challengeToken, options } = await passkeys.requestOptions({ email }, nodeWithoutWorker);
      const credentialId = Buffer.from(options.allowCredentials?.[0]?.id ?? '', 'base64url');
      const response = authenticator.get(
        { ...options, allowCredentials: [] },
        { credentialId, corruptSignature: true },
      );
      const { status } = await passkeys.verify({ challengeToken, response }, nodeWithoutWorker);
      return [status, ...statements];
    };
    try {
      const real = await workOf(user.email);
      expect([real[0], real.length > 5]).toEqual([401, true]);
      expect(await workOf(without.email)).toEqual(real);
      expect(await workOf('missing-30@example.com')).toEqual(real);
    } finally {
      jest.restoreAllMocks();
      await nodeWithoutWorker.stop();
    }
  });
});

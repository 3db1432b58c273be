import { currentWork } from '@platform/context/work-context';
import { ConnectionPool } from '@platform/persistence/connection-pool';
import { PASSWORD, type TestApi } from '@test/support/test-api';
import { startWithMail, type NodesWithMail } from '@test/support/with-mail';

const code = '0000 0000';

/** Timing differences can be hidden by noise; the database queries and their results cannot. */
describe('The work of a request does not reveal whether an address has an account', () => {
  let nodes: NodesWithMail;
  let nodeWithoutWorker: TestApi;
  let statements: string[];

  beforeAll(async () => {
    nodes = await startWithMail({ REGISTRATION: 'verify-first' }, { asShipped: true });
    // A node without a worker: the other nodes do the deferred work.
    nodeWithoutWorker = await nodes.api.secondNode({ WORKER_IN_API: 'false' });
    for (const method of ['execute', 'command'] as const) {
      const original = ConnectionPool.prototype[method] as (...given: unknown[]) => Promise<unknown>;
      jest.spyOn(ConnectionPool.prototype, method).mockImplementation(async function (this: ConnectionPool, ...given) {
        const result = await original.apply(this, given);
        if (currentWork()?.origin) statements.push(`${shapeOf(given[1])} -> ${outcomeOf(result)}`);
        return result;
      });
    }
  });
  afterAll(async () => {
    jest.restoreAllMocks();
    await nodeWithoutWorker.stop();
    await nodes.stop();
  });

  const workOf = async (path: string, body: object, token?: string) => {
    statements = [];
    const { status } = await nodeWithoutWorker.call('POST', path, { body, token });
    return [status, ...statements];
  };

  it.each<[string, string, (email: string) => object]>([
    ['when a password reset is requested', '/v1/recovery/password', (email) => ({ email })],
    ['when a verification is requested', '/v1/recovery/email', (email) => ({ email })],
    ['when a registration is requested', '/v1/auth/register', (email) => ({ email, password: PASSWORD })],
    ['when an email change is requested', '/v1/me/email', (email) => ({ email })],
    ['when a sign-in link is requested', '/v1/auth/magic-link', (email) => ({ email })],
    ['when a sign-in code is requested', '/v1/auth/email-code', (email) => ({ email })],
  ])('%s', async (_what, path, bodyOf) => {
    const token = path.startsWith('/v1/me') ? nodes.admin.token : undefined;
    await workOf(path, bodyOf('first-of-all@example.com'), token);
    const missing = await workOf(path, bodyOf('missing@example.com'), token);
    expect(await workOf(path, bodyOf(nodes.admin.email), token)).toEqual(missing);
    expect([missing[0], missing.length > 1]).toEqual([202, true]);
  });

  it.each<[string, string, string, (email: string) => object]>([
    [
      'a password reset',
      '/v1/recovery/password',
      '/v1/recovery/password/confirm',
      (email) => ({ email, code, newPassword: 'eleven quiet harbour lights' }),
    ],
    ['a verification', '/v1/recovery/email', '/v1/recovery/email/confirm', (email) => ({ email, code })],
    [
      'a registration',
      '/v1/auth/register',
      '/v1/auth/register/confirm',
      (email) => ({ email, code, password: PASSWORD }),
    ],
    ['a sign-in', '/v1/auth/email-code', '/v1/auth/email-code/confirm', (email) => ({ email, code })],
  ])('when a wrong code for %s is sent', async (_what, ask, path, bodyOf) => {
    const fields = ask.includes('register') ? { password: PASSWORD } : {};
    const addresses = ['unproven@example.com', 'missing-too@example.com'];
    if (ask.includes('recovery')) await registered(addresses[0] as string);
    for (const email of addresses) expect((await nodes.post(ask, { ...fields, email })).status).toBe(202);
    await nodes.untilIdle();
    await workOf(path, bodyOf('first-of-all@example.com'));
    const [existing, missing] = [
      await workOf(path, bodyOf(addresses[0] as string)),
      await workOf(path, bodyOf(addresses[1] as string)),
    ];
    expect(existing).toEqual(missing);
    // An attempt is counted for both addresses.
    expect(missing).toEqual(
      expect.arrayContaining([401, expect.stringMatching(/^UPDATE platform_one_time .* -> 1 changed$/)]),
    );
  });

  it('when a registration is confirmed for an existing and a missing account', async () => {
    for (const email of [nodes.admin.email, 'newcomer@example.com'])
      await nodes.post('/v1/auth/register', { email, password: PASSWORD });
    await nodes.untilIdle();
    const tried = (email: string) => workOf('/v1/auth/register/confirm', { email, code, password: PASSWORD });
    expect(await tried(nodes.admin.email)).toEqual(await tried('newcomer@example.com'));
  });

  async function registered(email: string): Promise<void> {
    const open = await nodes.api.secondNode({ REGISTRATION: 'open' });
    const { status } = await open.call('POST', '/v1/auth/register', { body: { email, password: PASSWORD } });
    await open.stop();
    expect([201, 409]).toContain(status);
  }
});

/** Statements without their values, because literals in the text differ between calls. */
function shapeOf(sql: unknown): string {
  return String(sql)
    .replace(/x'[0-9a-f]*'|'(?:[^'\\]|\\.)*'|\b\d+\b/gi, '?')
    .replace(/\s+/g, ' ');
}

function outcomeOf(result: unknown): string {
  if (Array.isArray(result)) return `${result.length} rows`;
  return `${(result as { affectedRows?: number })?.affectedRows ?? 0} changed`;
}

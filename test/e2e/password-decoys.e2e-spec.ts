import { PasswordDecoys } from '@features/auth/password/decoys/password-decoys';
import { KindCount } from '@features/auth/password/decoys/kind-count';
import { PasswordHasher } from '@features/auth/password/password-hasher';
import { LastActive } from '@features/users/account/last-active';
import { ConnectionPool } from '@platform/persistence/connection-pool';
import { Database } from '@platform/persistence/database';
import { EXTERNAL_HASHES } from '@test/support/legacy-hashes';
import { BCRYPT, ImportFiles, newUsers } from '@test/support/import-files';
import { PASSWORD, TestApi } from '@test/support/test-api';

const PHPASS = EXTERNAL_HASHES.find(({ name }) => name === 'phpass $P$')!.given as string;

describe('The dummy hash for an unknown name', () => {
  let api: TestApi;
  const files = new ImportFiles();

  beforeAll(async () => {
    api = await TestApi.start({ WORKER_IN_API: 'false' });
    for (let at = 0; at < 4; at++) await api.register(`own-${at}`);
    // The node records the activity of these users a second later, which must not count as a query of a sign-in.
    await api.app.get(LastActive).beforeApplicationShutdown();
  });
  afterEach(() => jest.restoreAllMocks());
  afterAll(async () => {
    await api.stop();
    files.remove();
  });

  const decoys = () => api.app.get(PasswordDecoys);
  const login = (email: string, password = PASSWORD) =>
    api.call('POST', '/v1/auth/login', { body: { email, password } });
  const kindsOfNames = (count: number) => {
    const found = Array.from({ length: count }, (_, at) => decoys().for(`unknown-${at}@example.com`)?.slice(0, 7));
    return (text: string | undefined) => found.filter((one) => one === text).length / count;
  };
  /** The number of database queries. */
  const queriesOf = async (work: () => Promise<unknown>) => {
    const spies = [jest.spyOn(ConnectionPool.prototype, 'execute'), jest.spyOn(ConnectionPool.prototype, 'command')];
    await work();
    // Other work of the node also queries the database, for cluster notifications.
    const calls = spies.map((spy) => spy.mock.calls.filter(([, sql]) => /auth_|users_/.test(sql)).length);
    jest.restoreAllMocks();
    return calls;
  };

  it('is always native while all passwords are native', async () => {
    await api.app.get(KindCount).run();
    await decoys().read();
    expect(kindsOfNames(200)(undefined)).toBe(1);
    expect(await api.app.get(Database).rows('SELECT * FROM auth_password_kind')).toEqual([]);
  });

  it('has the kinds of real hashes in the same proportion, is stable, and is not a real hash', async () => {
    const before = await queriesOf(() => login('unknown-1@example.com'));
    const users = [...newUsers(12, 'bcrypt'), ...newUsers(4, 'phpass', { password: PHPASS })];
    expect((await api.command(['import', 'users', files.write(users)])).exitCode).toBe(0);
    await decoys().read();
    const share = kindsOfNames(4000);
    expect(Math.abs(share('$2b$04$') - 12 / 20)).toBeLessThan(0.05);
    expect(Math.abs(share(undefined) - 4 / 20)).toBeLessThan(0.05);
    expect(decoys().for('UNKNOWN-1@example.com')).toEqual(decoys().for('unknown-1@example.com'));
    const hashes = await api.app
      .get(Database)
      .rows<{ kind: string; specimen: Buffer | null; accounts: number }>(
        'SELECT kind, accounts, specimen FROM auth_password_kind ORDER BY kind',
      );
    expect(hashes.map(({ kind, accounts }) => [kind, accounts])).toEqual([
      ['bcrypt 04', 12],
      ['own', 4],
      ['phpass 8', 4],
    ]);
    expect(hashes.map(({ specimen }) => specimen && specimen.toString())).toEqual([
      expect.not.stringContaining(BCRYPT.slice(7)),
      null,
      expect.not.stringContaining(PHPASS.slice(4)),
    ]);
    // A sign-in makes as many queries as before.
    expect(await queriesOf(() => login('unknown-2@example.com'))).toEqual(before);
  });

  it('is really verified at a sign-in, and no password matches it', async () => {
    const names = Array.from({ length: 60 }, (_, at) => `unknown-${at}@example.org`);
    const withLegacyHash = names.find((name) => decoys().for(name)?.startsWith('$2b$'))!;
    const matches = jest.spyOn(PasswordHasher.prototype, 'matches');
    expect((await login(withLegacyHash)).body.code).toBe('auth.wrong_credentials');
    expect(matches).toHaveBeenCalledWith(PASSWORD, { text: decoys().for(withLegacyHash), pepperId: null });
    matches.mockResolvedValue(true);
    expect((await login(withLegacyHash)).body.code).toBe('auth.wrong_credentials');
  });

  it('follows the proportions as accounts sign in, without delaying a sign-in', async () => {
    const { password } = EXTERNAL_HASHES.find(({ name }) => name === 'phpass $P$')!;
    for (let at = 0; at < 4; at++) expect((await login(`phpass-${at}@example.com`, password)).status).toBe(200);
    await api.app.get(KindCount).run();
    const read = jest.spyOn(decoys(), 'read');
    decoys().for('any name');
    expect(read).not.toHaveBeenCalled();
    const later = performance.now() + 61_000;
    jest.spyOn(performance, 'now').mockReturnValue(later);
    decoys().for('any name');
    expect(read).toHaveBeenCalledTimes(1);
    await read.mock.results[0]?.value;
    const share = kindsOfNames(4000);
    expect(Math.abs(share(undefined) - 8 / 20)).toBeLessThan(0.05);
    expect(Math.abs(share('$2b$04$') - 12 / 20)).toBeLessThan(0.05);
  });
});

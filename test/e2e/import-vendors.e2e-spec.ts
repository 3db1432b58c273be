import { EXTERNAL_HASHES } from '@test/support/legacy-hashes';
import { ImportFiles } from '@test/support/import-files';
import { TestApi } from '@test/support/test-api';

const externalHash = (name: string) => EXTERNAL_HASHES.find((external) => external.name === name)!;
const lines = (records: object[]) => records.map((record) => JSON.stringify(record)).join('\n');

interface Export {
  readonly password: string;
  /** `$` stands for the path of the second file. */
  readonly options?: readonly string[];
  readonly file: string;
  readonly second?: string;
}

/** Each file has one user with a password and one without, as the vendor's own tool writes them. */
const EXPORTS: Record<string, () => Export> = {
  firebase() {
    const external = externalHash('Firebase scrypt, the vector Firebase publishes');
    const { hash, salt, signerKey } = external.given as Record<string, string>;
    const user = { localId: 'a', email: 'firebase@example.com', passwordHash: hash, salt, providerUserInfo: [] };
    const social = {
      localId: 'b',
      email: 'social-firebase@example.com',
      providerUserInfo: [{ providerId: 'google.com' }],
    };
    return {
      password: external.password,
      file: JSON.stringify({ users: [user, social] }, null, 2),
      options: ['--firebase-parameters', '$'],
      second: `hash_config {\n  algorithm: SCRYPT,\n  base64_signer_key: ${signerKey},\n  base64_salt_separator: Bw==,\n  rounds: 8,\n  mem_cost: 14,\n}`,
    };
  },
  supabase() {
    const external = externalHash('bcrypt 2a');
    const row = { instance_id: '0', email: 'supabase@example.com', encrypted_password: external.given };
    const social = { instance_id: '0', email: 'social-supabase@example.com', encrypted_password: null };
    return { password: external.password, file: JSON.stringify([row, social]) };
  },
  keycloak() {
    const external = externalHash('pbkdf2 sha512');
    const given = external.given as { salt: string; hash: string; iterations: number };
    const credential = {
      type: 'password',
      secretData: JSON.stringify({ value: given.hash, salt: given.salt, additionalParameters: {} }),
      credentialData: JSON.stringify({ hashIterations: given.iterations, algorithm: 'pbkdf2-sha512' }),
    };
    const user = { username: 'kay', email: 'keycloak@example.com', enabled: true, credentials: [credential] };
    const social = { username: 'social-kay', email: 'social-keycloak@example.com', enabled: true, credentials: [] };
    return {
      password: external.password,
      file: JSON.stringify({ realm: 'shop', users: [user, social], roles: {} }, null, 1),
    };
  },
  auth0() {
    const external = externalHash('bcrypt 2b, non-ascii');
    return {
      password: external.password,
      file: lines([
        { user_id: 'auth0|5f7c8ec7', email: 'auth0@example.com', email_verified: true },
        { user_id: 'google-oauth2|1', email: 'social-auth0@example.com', email_verified: true },
      ]),
      options: ['--password-hashes', '$'],
      second: lines([{ _id: { $oid: '5f7c8ec7' }, email: 'auth0@example.com', passwordHash: external.given }]),
    };
  },
  'better-auth'() {
    const external = externalHash('Better Auth');
    const accounts = [{ providerId: 'credential', password: external.given }];
    return {
      password: external.password,
      file: lines([
        { id: '1', name: 'Bea', email: 'better-auth@example.com', emailVerified: true, accounts },
        { id: '2', name: 'Sol', email: 'social-better-auth@example.com', accounts: [{ providerId: 'github' }] },
      ]),
    };
  },
  django() {
    const external = externalHash('Django bcrypt_sha256');
    const row = (pk: number, fields: object) => ({ model: 'auth.user', pk, fields });
    return {
      password: external.password,
      file: JSON.stringify([
        row(1, { username: 'jan', email: 'django@example.com', password: external.given, is_active: true }),
        row(2, { username: 'soc', email: 'social-django@example.com', password: '!x8sd', is_active: true }),
      ]),
    };
  },
};

describe('Users from', () => {
  let api: TestApi;
  const files = new ImportFiles();

  beforeAll(async () => {
    api = await TestApi.start();
  });
  afterAll(async () => {
    await api.stop();
    files.remove();
  });

  it.each(Object.keys(EXPORTS))('%s sign in with their previous passwords', async (name) => {
    const { password, file, options = [], second = '' } = EXPORTS[name]!();
    const path = files.writeText(file);
    const otherArguments = options.map((option) => (option === '$' ? files.writeText(second) : option));
    const run = await api.command(['import', 'users', path, '--from', name, ...otherArguments]);
    expect(run).toMatchObject({ exitCode: 0, complaints: [] });
    expect(run.out[0]).toBe('2 users were imported, 1 of them without a password.');
    const login = (email: string, typed: string) =>
      api.call('POST', '/v1/auth/login', { body: { email, password: typed } });
    expect((await login(`${name}@example.com`, `x${password}`)).status).toBe(401);
    expect((await login(`${name}@example.com`, password)).status).toBe(200);
    expect((await login(`${name}@example.com`, password)).status).toBe(200);
    expect((await login(`social-${name}@example.com`, password)).body.code).toBe('auth.wrong_credentials');
  });
});

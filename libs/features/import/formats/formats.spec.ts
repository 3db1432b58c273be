import { EXTERNAL_HASHES } from '@test/support/legacy-hashes';
import { UnusableHash } from '@platform/legacy-hashes/legacy-hash';
import { matchesInAnySpelling, parseLegacyHash } from '@platform/legacy-hashes/schemes';
import { RecordRefused } from '../import-refused';
import { auth0Hash } from './auth0-hashes.rule';
import { parseFirebaseParameters } from './firebase-parameters.rule';
import { FORMAT_NAMES, formatNamed } from './formats';
import type { FormatExtras, JsonRecord } from './import-format';

const read = (format: string, record: JsonRecord, extras: FormatExtras = {}) =>
  formatNamed(format).read(record, extras);
const externalHash = (name: string) => EXTERNAL_HASHES.find((external) => external.name === name)!;
const opens = (text: string | undefined, password: string) => matchesInAnySpelling(parseLegacyHash(text!), password);

const BCRYPT = externalHash('bcrypt 2a');

describe('The import formats', () => {
  it('have fixed names', () => {
    expect(FORMAT_NAMES).toEqual(['userkeep', 'auth0', 'better-auth', 'django', 'firebase', 'keycloak', 'supabase']);
  });

  it.each(FORMAT_NAMES)('accept fields of any type without failing: %s', (name) => {
    const fields = ['email', 'password', 'roles', 'fields', 'credentials', 'accounts', 'passwordHash', 'createdAt'];
    for (const value of [0, 1, true, null, '', 'x', [], [1], [null], {}, { password: 1 }, { fields: [] }]) {
      const record = Object.fromEntries(fields.map((field) => [field, value]));
      try {
        expect(read(name, record)).toHaveProperty('user');
      } catch (error) {
        expect([RecordRefused, UnusableHash].some((kind) => error instanceof kind)).toBe(true);
      }
    }
  });

  describe('userkeep', () => {
    it('passes fields on, with roles and password separated', () => {
      const record = { email: 'a@example.com', shoeSize: 42, roles: ['support'], password: BCRYPT.given };
      expect(read('userkeep', record)).toEqual({
        user: { email: 'a@example.com', shoeSize: 42 },
        roles: ['support'],
        password: BCRYPT.given,
      });
    });

    it.each([[undefined], [null], ['']])('has no password if it is %j', (password) => {
      expect(read('userkeep', { email: 'a@example.com', password }).password).toBeUndefined();
    });

    it('marks a password that only the external system can verify', () => {
      expect(read('userkeep', { password: { externalSystem: true } }).password).toBe('$external-system$');
      expect(() => read('userkeep', { password: '$external-system$' })).toThrow(UnusableHash);
    });

    it.each([[{ roles: 'admin' }], [{ roles: [1] }], [{ password: 5 }], [{ password: [] }]])('rejects %j', (record) => {
      expect(() => read('userkeep', record)).toThrow(RecordRefused);
    });
  });

  describe('Firebase', () => {
    const external = externalHash('Firebase scrypt, the vector Firebase publishes');
    const given = external.given as Record<string, string>;
    const consoleText = `hash_config {
      algorithm: SCRYPT,
      base64_signer_key: ${given.signerKey},
      base64_salt_separator: ${given.saltSeparator},
      rounds: 8,
      mem_cost: 14,
    }`;
    const record = {
      localId: 'x1',
      email: 'a@example.com',
      emailVerified: true,
      passwordHash: given.hash!.replaceAll('/', '_').replaceAll('+', '-'),
      salt: given.salt,
      displayName: 'Ada',
      phoneNumber: '+442079460958',
      createdAt: '1700000000000',
      disabled: true,
      providerUserInfo: [],
    };

    it('is read with the parameters that its console shows', async () => {
      const firebase = parseFirebaseParameters(consoleText)!;
      const { user, password } = read('firebase', record, { firebase });
      expect(user).toEqual({
        email: 'a@example.com',
        emailVerified: true,
        displayName: 'Ada',
        createdAt: '2023-11-14T22:13:20.000Z',
        suspended: true,
        personal: { phoneNumbers: [{ number: '+442079460958', primary: true }] },
      });
      expect(await opens(password, external.password)).toBe(true);
      expect(password).not.toContain(given.signerKey!.slice(0, 20));
    });

    it('accepts the parameters as JSON as well, and reports missing ones', () => {
      const json = JSON.stringify({ signerKey: given.signerKey, saltSeparator: 'Bw==', rounds: 8, memCost: 14 });
      expect(parseFirebaseParameters(json)).toEqual(parseFirebaseParameters(consoleText));
      expect(parseFirebaseParameters(consoleText.replace('rounds: 8', ''))).toBeUndefined();
      expect(parseFirebaseParameters(consoleText.replace(given.signerKey!, 'c2hvcnQ='))).toBeUndefined();
    });

    it('rejects a hash without the parameters, and accepts users of other providers without a password', () => {
      expect(() => read('firebase', record)).toThrow(expect.objectContaining({ reason: 'hash_parameters_missing' }));
      expect(read('firebase', { email: 'a@example.com', providerUserInfo: [{}] }).password).toBeUndefined();
    });
  });

  describe('Keycloak', () => {
    const credential = (secret: object, how: object) => [
      { type: 'otp', secretData: '{}' },
      { type: 'password', secretData: JSON.stringify(secret), credentialData: JSON.stringify(how) },
    ];
    const user = (credentials: object[]) => ({
      username: 'a@example.com',
      email: 'a@example.com',
      firstName: 'Ada',
      lastName: 'Lovelace',
      enabled: false,
      emailVerified: true,
      createdTimestamp: 1_700_000_000_000,
      attributes: { locale: ['de'] },
      credentials,
    });

    it('is read with passwords of PBKDF2', async () => {
      for (const digest of ['sha256', 'sha512', 'sha1']) {
        const external = externalHash(`pbkdf2 ${digest}`);
        const given = external.given as { salt: string; hash: string; iterations: number };
        const how = {
          algorithm: digest === 'sha1' ? 'pbkdf2' : `pbkdf2-${digest}`,
          hashIterations: given.iterations,
          additionalParameters: {},
        };
        const read1 = read('keycloak', user(credential({ value: given.hash, salt: given.salt }, how)));
        expect(await opens(read1.password, external.password)).toBe(true);
      }
    });

    it('is read with passwords of argon2', async () => {
      const external = externalHash('argon2id');
      const [, , , , salt, hash] = (external.given as string).split('$');
      const how = {
        algorithm: 'argon2',
        hashIterations: 2,
        additionalParameters: { type: ['id'], version: ['1.3'], memory: ['256'], parallelism: ['2'] },
      };
      const { user: read1, password } = read('keycloak', user(credential({ value: hash, salt }, how)));
      expect(await opens(password, external.password)).toBe(true);
      expect(read1).toEqual({
        email: 'a@example.com',
        emailVerified: true,
        displayName: 'Ada Lovelace',
        locale: 'de',
        createdAt: '2023-11-14T22:13:20.000Z',
        suspended: true,
        personal: { givenName: 'Ada', familyName: 'Lovelace' },
      });
    });

    it('rejects service accounts and algorithms of extensions', () => {
      const service = { ...user([]), serviceAccountClientId: 'backend' };
      expect(() => read('keycloak', service)).toThrow(expect.objectContaining({ reason: 'not_a_user' }));
      const unknown = user(credential({ value: 'x' }, { algorithm: 'md5-crypt', hashIterations: 1 }));
      expect(() => read('keycloak', unknown)).toThrow(expect.objectContaining({ fault: 'hash_unsupported' }));
      expect(read('keycloak', user([])).password).toBeUndefined();
    });
  });

  describe('Auth0', () => {
    const record = { user_id: 'auth0|5f7c', email: 'a@example.com', email_verified: true, name: 'a@example.com' };

    it('joins users with the hashes of the separate file', async () => {
      const entry = auth0Hash({ _id: { $oid: '5f7c' }, email: 'a@example.com', passwordHash: BCRYPT.given });
      const { user, password } = read('auth0', record, { passwordHashes: new Map([entry!]) });
      expect(user).toEqual({ email: 'a@example.com', emailVerified: true });
      expect(await opens(password, BCRYPT.password)).toBe(true);
      expect(
        read('auth0', { ...record, user_id: 'google-oauth2|5f7c' }, { passwordHashes: new Map([entry!]) }),
      ).toMatchObject({ password: undefined });
      expect(auth0Hash({ email: 'a@example.com' })).toBeUndefined();
    });

    it.each<[string, string, (given: any) => object]>([
      ['bcrypt', 'bcrypt 2a', (given) => ({ algorithm: 'bcrypt', hash: { value: given } })],
      ['argon2', 'argon2id', (given) => ({ algorithm: 'argon2', hash: { value: given } })],
      ['LDAP', 'LDAP {SSHA}', (given) => ({ algorithm: 'ldap', hash: { value: given } })],
      [
        'a plain hash',
        'sha256, salt last',
        (given) => ({
          algorithm: 'sha256',
          hash: { value: given.hash, encoding: 'base64' },
          salt: { value: given.salt, encoding: 'base64', position: 'suffix' },
        }),
      ],
      [
        'scrypt',
        'scrypt',
        (given) => ({
          algorithm: 'scrypt',
          hash: { value: given.hash, encoding: 'base64' },
          salt: { value: given.salt, encoding: 'base64' },
          cost: 1024,
          blockSize: 8,
          parallelization: 2,
        }),
      ],
      [
        'PBKDF2',
        'pbkdf2 sha512',
        (given) => ({
          algorithm: 'pbkdf2',
          hash: {
            value: `$pbkdf2-sha512$i=${given.iterations},l=64$${given.salt}$${given.hash}`.replaceAll('=$', '$'),
          },
        }),
      ],
    ])('accepts custom_password_hash with %s', async (_what, name, custom) => {
      const external = externalHash(name);
      const given = JSON.parse(JSON.stringify(external.given).replace(/=+"/g, '"'));
      const { password } = read('auth0', { ...record, custom_password_hash: custom(given) });
      expect(await opens(password, external.password)).toBe(true);
    });

    it('rejects custom hashes that do not hash the password alone', () => {
      const custom = { algorithm: 'hmac', hash: { value: 'AAAA' } };
      expect(() => read('auth0', { ...record, custom_password_hash: custom })).toThrow(UnusableHash);
    });
  });
});

import { EXTERNAL_HASHES } from '@test/support/legacy-hashes';
import { matchesInAnySpelling, parseLegacyHash } from '@platform/legacy-hashes/schemes';
import { formatNamed } from './formats';
import type { JsonRecord } from './import-format';

const read = (format: string, record: JsonRecord) => formatNamed(format).read(record, {});
const externalHash = (name: string) => EXTERNAL_HASHES.find((external) => external.name === name)!;
const opens = (text: string | undefined, password: string) => matchesInAnySpelling(parseLegacyHash(text!), password);

const BCRYPT = externalHash('bcrypt 2a');

describe('Rows from the database of', () => {
  describe('Supabase', () => {
    it('are read from rows of auth.users', async () => {
      const { user, password } = read('supabase', {
        id: 'x',
        email: 'a@example.com',
        encrypted_password: BCRYPT.given,
        email_confirmed_at: '2024-01-02 03:04:05.678901+00',
        created_at: '2024-01-02 03:04:05.678901+00',
        raw_user_meta_data: { full_name: 'Ada Lovelace' },
        phone: '442079460958',
        banned_until: null,
        deleted_at: null,
      });
      expect(user).toEqual({
        email: 'a@example.com',
        emailVerified: true,
        displayName: 'Ada Lovelace',
        createdAt: '2024-01-02T03:04:05.678Z',
        suspended: false,
        personal: { phoneNumbers: [{ number: '+442079460958', primary: true }] },
      });
      expect(await opens(password, BCRYPT.password)).toBe(true);
    });

    it('give provider users no password and banned users the state suspended', () => {
      const record = { email: 'a@example.com', encrypted_password: '', banned_until: '2999-01-01T00:00:00Z' };
      expect(read('supabase', record)).toMatchObject({ user: { suspended: true, emailVerified: false } });
      expect(read('supabase', record).password).toBeUndefined();
      expect(read('supabase', { ...record, banned_until: '2001-01-01T00:00:00Z' }).user.suspended).toBe(false);
    });
  });

  describe('Better Auth', () => {
    it('are read from users with their accounts', async () => {
      const external = externalHash('Better Auth');
      const { user, password } = read('better-auth', {
        id: 'x',
        name: 'Ada',
        email: 'a@example.com',
        emailVerified: 1,
        createdAt: '2024-01-02T03:04:05.000Z',
        banned: null,
        accounts: [
          { providerId: 'google', password: null },
          { providerId: 'credential', password: external.given },
        ],
      });
      expect(user).toEqual({
        email: 'a@example.com',
        emailVerified: true,
        displayName: 'Ada',
        createdAt: '2024-01-02T03:04:05.000Z',
      });
      expect(await opens(password, external.password)).toBe(true);
    });

    it('give users who only used a provider no password', () => {
      const record = { email: 'a@example.com', accounts: [{ provider_id: 'google' }] };
      expect(read('better-auth', record).password).toBeUndefined();
    });
  });

  describe('Django', () => {
    const external = externalHash('Django pbkdf2_sha256');
    const fields = {
      password: external.given,
      username: 'ada',
      first_name: 'Ada',
      last_name: '',
      email: 'a@example.com',
      is_active: false,
      is_superuser: true,
      date_joined: '2024-01-02T03:04:05.678Z',
      groups: [],
    };

    it('are read from the output of dumpdata and grant no permissions', async () => {
      const { user, roles, password } = read('django', { model: 'auth.user', pk: 1, fields });
      expect(user).toEqual({
        email: 'a@example.com',
        username: 'ada',
        displayName: 'Ada',
        createdAt: '2024-01-02T03:04:05.678Z',
        suspended: true,
        personal: { givenName: 'Ada' },
      });
      expect(roles).toEqual([]);
      expect(await opens(password, external.password)).toBe(true);
    });

    it.each([['!'], ['!QXlKsdf'], ['']])('have no password if it is %j', (password) => {
      expect(read('django', { fields: { ...fields, password } }).password).toBeUndefined();
    });

    it('are rejected if they do not describe a user', () => {
      const group = { model: 'auth.group', fields: { name: 'staff' } };
      expect(() => read('django', group)).toThrow(expect.objectContaining({ reason: 'not_a_user' }));
    });
  });
});

import { SoftwareAuthenticator } from '@test/support/software-authenticator';
import { TestApi } from '@test/support/test-api';
import { codeOf, PasskeyClient } from '@test/support/with-passkeys';

const APP = 'https://app.example.com';
const ANDROID = `android:apk-key-hash:${'a'.repeat(43)}`;

describe('The settings of passkeys', () => {
  let api: TestApi;
  let passkeys: PasskeyClient;
  let names = 0;

  beforeAll(async () => {
    api = await TestApi.start({
      PUBLIC_URL: 'https://api.example.com/base',
      CORS_ORIGINS: APP,
      PASSKEY_RP_ID: 'example.com',
      PASSKEY_ORIGINS: `https://example.com,${ANDROID}`,
    });
    passkeys = new PasskeyClient(api);
  });
  afterAll(() => api.stop());

  it.each([APP, 'https://api.example.com', 'https://example.com', ANDROID])(
    'allow adding and using them from %s',
    async (origin) => {
      const user = await api.register(`from-${origin.replace(/[^a-z]/g, '-')}`.slice(0, 30).replace(/-+$/, ''));
      const authenticator = new SoftwareAuthenticator(origin);
      const { challengeToken, options } = await passkeys.startAdding(user);
      expect(options.rp.id).toBe('example.com');
      const added = await passkeys.add(user, { challengeToken, response: authenticator.create(options) });
      expect(added.status).toBe(201);
      expect((await passkeys.signIn(authenticator)).status).toBe(200);
    },
  );

  it.each(['*', 'https://other.example.com', 'http://app.example.com', 'https://app.example.com:8443'])(
    'do not allow using them from %s',
    async (origin) => {
      const user = await api.register(`not-${++names}`);
      const authenticator = new SoftwareAuthenticator(APP);
      const { challengeToken, options } = await passkeys.startAdding(user);
      await passkeys.add(user, { challengeToken, response: authenticator.create(options) });
      const answer = await passkeys.signIn(authenticator, { wrong: { origin } });
      expect(codeOf(answer)).toEqual([401, 'auth.passkey_not_valid']);
    },
  );

  it.each([
    ['PASSKEY_RP_ID', 'https://example.com', 'must be a domain'],
    ['PASSKEY_ORIGINS', 'https://example.com/', 'contains https://example.com/, which is neither'],
    ['PASSKEY_COUNTS_AS', 'three-factors', 'must be one of one-factor, two-factors'],
  ])('prevent the start if they are invalid: %s=%s', async (variable, value, words) => {
    await expect(api.secondNode({ [variable]: value })).rejects.toThrow(`${variable} ${words}`);
  });
});

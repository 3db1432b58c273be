import { configurationFaults } from '@test/support/configuration-faults';
import { allSections, loadConfiguration } from '@platform/config/config';
import { loadDeclarations } from '@test/support/declarations';

describe('A setting', () => {
  beforeAll(loadDeclarations);

  it('that is empty counts as not set', () => {
    const outcome = (read: () => unknown) => {
      try {
        return read();
      } catch (error) {
        return String(error);
      }
    };
    for (const production of [false, true]) {
      for (const setting of allSections().flatMap((section) => Object.values(section.settings))) {
        const empty = outcome(() => setting.read('', production));
        expect([setting.variable, empty]).toEqual([
          setting.variable,
          outcome(() => setting.read(undefined, production)),
        ]);
      }
    }
  });
});

describe('The settings', () => {
  beforeAll(loadDeclarations);
  afterAll(() => loadConfiguration({ NODE_ENV: 'test' }));

  it('report all faults of all lists, addresses and names at once, and show no password', () => {
    const faults = configurationFaults({
      CORS_ORIGINS: 'https://app.example.com,localhost:4611,http://localhost:4611/',
      DATABASE_REPLICA_URL: 'postgres://user:hunter2@replica/userkeep',
      GOOGLE_CLIENT_ID: 'web.apps.googleusercontent.com',
      GOOGLE_NATIVE_CLIENT_IDS: 'ios android',
      HOST: 'localhost:3000',
      KEYS_DATABASE_URL: 'keys',
      OIDC_PROVIDERS: '[{"name":"corp","issuer":"http://id.example.com","clientId":"a"},{"name":"C"}]',
      PAGES_URL: 'https://app.example.com/?page=1',
      PASSKEY_ORIGINS: 'app.example.com,http://app.example.com',
      PUBLIC_URL: 'https://id.example.com/',
      RATE_LIMITS: 'login=20,read=0/60',
      REDIRECT_URIS: 'app.example.com/signed-in,https://me@app.example.com',
      REDIS_URL: 'hunter2@redis:6379',
      SMTP_URL: 'smtp://mail.example.com',
      TRUSTED_PROXIES: 'proxy,10.0.0.0/33',
    });
    expect(faults.map((fault) => fault.split(' ')[0]).sort()).toEqual([
      'CORS_ORIGINS',
      'CORS_ORIGINS',
      'DATABASE_REPLICA_URL',
      'GOOGLE_NATIVE_CLIENT_IDS',
      'HOST',
      'KEYS_DATABASE_URL',
      'OIDC_PROVIDERS',
      'OIDC_PROVIDERS',
      'OIDC_PROVIDERS',
      'OIDC_PROVIDERS',
      'PAGES_URL',
      'PASSKEY_ORIGINS',
      'PASSKEY_ORIGINS',
      'PUBLIC_URL',
      'RATE_LIMITS',
      'RATE_LIMITS',
      'REDIRECT_URIS',
      'REDIRECT_URIS',
      'REDIS_URL',
      'TRUSTED_PROXIES',
      'TRUSTED_PROXIES',
    ]);
    expect(faults).toContain('CORS_ORIGINS has "localhost:4611", which is not an origin; write http://localhost:4611.');
    expect(faults).toContain('PUBLIC_URL must be written as https://id.example.com.');
    expect(faults.join()).not.toContain('hunter2');
  });

  it('report settings that must be set together', () => {
    expect(configurationFaults({ COOKIE_SAME_SITE: 'none', PUBLIC_URL: 'http://id.example.com' })).toEqual([
      'COOKIE_SAME_SITE=none requires a PUBLIC_URL that starts with https://.',
      'COOKIE_SAME_SITE=none requires CORS_ORIGINS, the origins of apps on other sites.',
    ]);
    const local = { PUBLIC_URL: 'http://localhost:3000', CORS_ORIGINS: 'http://127.0.0.1:5173' };
    expect(configurationFaults({ COOKIE_SAME_SITE: 'none', ...local })).toEqual([]);
    expect(configurationFaults({ GOOGLE_CLIENT_ID: 'web', SMTP_URL: 'smtp://mail.example.com' }).toSorted()).toEqual([
      'GOOGLE_CLIENT_SECRET is required with GOOGLE_CLIENT_ID.',
      'MAIL_FROM is required with SMTP_URL.',
    ]);
  });
});

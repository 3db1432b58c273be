import { RuntimeConfig } from '@platform/config/runtime.config';
import { HttpConfig } from '@platform/http/http.config';
import { TestApi } from '@test/support/test-api';

const PAGES = [
  '/setup',
  '/create-account',
  '/finish-registration',
  '/finish-upgrade',
  '/reset-password',
  '/verify-email',
  '/confirm-email',
  '/undo-email-change',
  '/sign-in',
];

/** `pages.browser-spec.ts` tests their behaviour in a browser. */
describe('The pages that links in mails lead to', () => {
  let api: TestApi;

  beforeAll(async () => {
    api = await TestApi.start();
  });
  afterAll(() => api.stop());

  it.each(PAGES)('exist in two languages and run only their own scripts: %s', async (path) => {
    const english = await api.call('GET', path);
    expect([english.status, english.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    expect(english.text).toContain('<html lang="en">');
    expect(english.headers.get('content-security-policy')).toMatch(
      /^default-src 'none'; script-src 'sha256-[^' ]+'; style-src 'sha256-[^' ]+'; connect-src 'self'; /,
    );
    const german = await api.call('GET', path, { headers: { 'accept-language': 'de' } });
    expect(german.text).toContain('<html lang="de">');
    expect((await api.call('HEAD', path)).status).toBe(200);
  });

  it('have a start page for browsers that names no version, and no page for programs', async () => {
    const accept = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8';
    const page = await api.call('GET', '/', { headers: { accept } });
    expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    expect(page.text).toContain('<title>userkeep</title>');
    expect(page.text).toContain('href="/docs"');
    expect(page.text).toContain('href="/health/ready"');
    expect(page.text).not.toMatch(/\d+\.\d+\.\d+/);
    expect(page.headers.get('vary')).toContain('Accept');
    const german = await api.call('GET', '/', { headers: { accept, 'accept-language': 'de' } });
    expect(german.text).toContain('API-Dokumentation');
    const config = api.app.get(HttpConfig);
    const docs = jest.replaceProperty(config, 'docs', false);
    const withoutDocs = await api.call('GET', '/', { headers: { accept } });
    docs.restore();
    expect(withoutDocs.text).not.toContain('/docs');
    for (const other of ['application/json', '*/*', '']) {
      const answer = await api.call('GET', '/', { headers: { accept: other } });
      expect([answer.status, answer.headers.get('content-type'), answer.body.code]).toEqual([
        404,
        'application/problem+json; charset=utf-8',
        'request.not_found',
      ]);
    }
  });

  it('include an example page, which does not exist in production', async () => {
    const page = await api.call('GET', '/example');
    expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    expect(page.headers.get('content-security-policy')).toMatch(
      /^default-src 'none'; script-src 'sha256-[^' ]+'; style-src 'sha256-[^' ]+'; connect-src 'self'; /,
    );
    const production = jest.spyOn(RuntimeConfig.prototype, 'production', 'get').mockReturnValue(true);
    const answer = await api.call('GET', '/example');
    production.mockRestore();
    expect([answer.status, answer.body.code]).toEqual([404, 'request.not_found']);
  });
});

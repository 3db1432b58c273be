import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import puppeteer, { type Browser, type Page } from 'puppeteer-core';
import { freePort } from '@test/support/free-port';
import { PASSWORD, TestApi } from '@test/support/test-api';

/** The code of the guide, as apps copy it. */
const [, GUIDE = ''] =
  /```js\n([\s\S]*?)```/.exec(readFileSync(join(__dirname, '../../docs/browsers.md'), 'utf8')) ?? [];
const EMAIL = 'ada@example.com';

/** Runs in `npm run test:browser`, which provides Chromium. `localhost` and `127.0.0.1` are different sites. */
describe('An app in a browser with the cookie transport', () => {
  let browser: Browser;
  let page: Page;
  let apps: Server;
  let appPort: number;
  const nodes: TestApi[] = [];

  beforeAll(async () => {
    appPort = await freePort();
    apps = createServer((_request, response) => response.setHeader('content-type', 'text/html').end('<!doctype html>'));
    await new Promise<void>((resolve) => apps.listen(appPort, resolve));
    browser = await puppeteer.launch({ executablePath: process.env.TEST_BROWSER, args: ['--no-sandbox'] });
  });
  beforeEach(async () => {
    page = await (await browser.createBrowserContext()).newPage();
  });
  afterEach(async () => {
    await page.browserContext().close();
    for (const node of nodes.splice(0)) await node.stop();
  });
  afterAll(async () => {
    await browser?.close();
    apps?.close();
  });

  const startApi = async (sameSite: string, app: string) => {
    const port = String(await freePort());
    const publicUrl = `http://localhost:${port}`;
    const api = await TestApi.start({
      PORT: port,
      PUBLIC_URL: publicUrl,
      CORS_ORIGINS: app,
      COOKIE_SAME_SITE: sameSite,
    });
    nodes.push(api);
    await api.call('POST', '/v1/auth/register', { body: { email: EMAIL, password: PASSWORD } });
    return publicUrl;
  };
  const openApp = async (app: string, api: string) => {
    await page.goto(app);
    await page.evaluate(`const API = ${JSON.stringify(api)};\n${GUIDE}`);
  };
  const signIn = () => page.evaluate(`signIn(${JSON.stringify(EMAIL)}, ${JSON.stringify(PASSWORD)})`);
  const email = () => page.evaluate(`call('/v1/me').then((answer) => answer.json()).then((me) => me.email)`);

  it('stays signed in over a reload, from another origin of the same site, with SameSite=Strict', async () => {
    const app = `http://localhost:${appPort}`;
    const api = await startApi('strict', app);
    await openApp(app, api);
    expect(await signIn()).toMatchObject({ email: EMAIL });
    await openApp(app, api);
    expect(await email()).toBe(EMAIL);
    await page.evaluate('signOut()');
    expect(await page.evaluate('refresh()')).toBe(false);
  });

  it.each(['strict', 'lax'])('is not kept signed in on another site with SameSite=%s', async (sameSite) => {
    const app = `http://127.0.0.1:${appPort}`;
    await openApp(app, await startApi(sameSite, app));
    expect(await signIn()).toMatchObject({ email: EMAIL });
    expect(await page.evaluate('refresh()')).toBe(false);
  });

  it('stays signed in on another site with SameSite=None, while pages of other origins can do nothing with the cookie', async () => {
    const app = `http://127.0.0.1:${appPort}`;
    const api = await startApi('none', app);
    await openApp(app, api);
    await signIn();
    await openApp(app, api);
    expect(await page.evaluate('refresh()')).toBe(true);

    // Another port is the same site with the same cookies, but an origin that is not listed.
    const otherSite = createServer((_request, response) =>
      response.setHeader('content-type', 'text/html').end('<!doctype html>'),
    );
    const otherSitePort = await freePort();
    await new Promise<void>((resolve) => otherSite.listen(otherSitePort, resolve));
    try {
      await page.goto(`http://127.0.0.1:${otherSitePort}`);
      const session = await page.createCDPSession();
      await session.send('Network.enable');
      /** Returns the status, and whether the cookie was sent; the browser may report both after the page has continued. */
      const tried = async (body: string | undefined, type: string) => {
        const sent = new Map<string, boolean>();
        const received = new Promise<[number, boolean]>((resolve) => {
          session.on('Network.requestWillBeSentExtraInfo', ({ requestId, headers }) => {
            const header = (wanted: string) =>
              Object.entries(headers).find(([name]) => name.toLowerCase() === wanted)?.[1];
            // The browser also asks the other origin for its icon.
            if (header('host') === new URL(api).host)
              sent.set(requestId, header('cookie')?.includes('__Host-userkeep-refresh') ?? false);
          });
          session.on('Network.responseReceivedExtraInfo', ({ requestId, statusCode }) => {
            const withCookie = sent.get(requestId);
            if (withCookie !== undefined) resolve([statusCode, withCookie]);
          });
        });
        const answer = await page.evaluate(
          `fetch(${JSON.stringify(`${api}/v1/auth/refresh`)}, ${JSON.stringify({ method: 'POST', mode: 'no-cors', credentials: 'include', body, headers: body === undefined ? {} : { 'content-type': type } })}).catch(() => 'unreadable')`,
        );
        return [answer, ...(await received)];
      };
      expect(await tried(undefined, '')).toEqual(['unreadable', 403, true]);
      expect(await tried('{}', 'text/plain')).toEqual(['unreadable', 415, true]);
      const read = page.evaluate(
        `fetch(${JSON.stringify(`${api}/v1/auth/refresh`)}, { method: 'POST', credentials: 'include', headers: { 'content-type': 'application/json' }, body: '{}' })`,
      );
      await expect(read).rejects.toThrow('Failed to fetch');
    } finally {
      otherSite.close();
    }
    await openApp(app, api);
    expect(await page.evaluate('refresh()')).toBe(true);
  });
});

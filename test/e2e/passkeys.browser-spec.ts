import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import puppeteer, { type Browser, type Page } from 'puppeteer-core';
import { TestApi, type TestUser } from '@test/support/test-api';

/** The code of the page of an app. It is a string, because this file has no DOM types. */
const CLIENT = `
  async function call(method, path, token, body) {
    const answer = await fetch(API + path, {
      method,
      headers: { 'content-type': 'application/json', ...(token && { authorization: 'Bearer ' + token }) },
      body: JSON.stringify(body),
    });
    const json = await answer.json();
    if (!answer.ok) throw new Error(json.code);
    return json;
  }

  async function addPasskey(accessToken, name) {
    const { challengeToken, options } = await call('POST', '/v1/me/passkeys/options', accessToken);
    const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options);
    const credential = await navigator.credentials.create({ publicKey });
    return call('POST', '/v1/me/passkeys', accessToken, { challengeToken, name, response: credential.toJSON() });
  }

  async function signIn(login = {}) {
    const { challengeToken, options } = await call('POST', '/v1/auth/passkeys/options', undefined, login);
    const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options);
    const credential = await navigator.credentials.get({ publicKey });
    return call('POST', '/v1/auth/passkeys/verify', undefined, { challengeToken, response: credential.toJSON() });
  }
`;

/** Runs in `npm run test:browser`, which provides Chromium. */
describe('Passkeys in a browser', () => {
  let site: Server;
  let origin: string;
  let api: TestApi;
  let browser: Browser;
  let page: Page;
  let user: TestUser;
  let names = 0;

  beforeAll(async () => {
    // The page of an app has another origin, which the API allows.
    site = createServer((_request, reply) => {
      reply.setHeader('content-type', 'text/html');
      reply.end(`<!doctype html><title>App</title><script>const API = '${api.url}';${CLIENT}</script>`);
    });
    await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve));
    origin = `http://localhost:${(site.address() as AddressInfo).port}`;
    api = await TestApi.start({ CORS_ORIGINS: origin });
    browser = await puppeteer.launch({ executablePath: process.env.TEST_BROWSER, args: ['--no-sandbox'] });
  });
  beforeEach(async () => {
    const context = await browser.createBrowserContext();
    page = await context.newPage();
    await page.goto(origin);
    user = await api.register(`browser-${++names}`);
  });
  afterEach(() => page.browserContext().close());
  afterAll(async () => {
    await browser?.close();
    await api?.stop();
    site.closeAllConnections();
    await new Promise((resolve) => site.close(resolve));
  });

  const withAuthenticator = async (options: { hasResidentKey?: boolean; isUserVerified?: boolean } = {}) => {
    const { hasResidentKey = true, isUserVerified = true } = options;
    const devtools = await page.createCDPSession();
    await devtools.send('WebAuthn.enable');
    const kind = { protocol: 'ctap2', transport: 'internal', hasUserVerification: true } as const;
    await devtools.send('WebAuthn.addVirtualAuthenticator', {
      options: { ...kind, hasResidentKey, isUserVerified, automaticPresenceSimulation: true },
    });
  };
  const inPage = async (script: string) => (await page.evaluate(script)) as Record<string, any>; // answers of every shape
  const add = () => inPage(`addPasskey(${JSON.stringify(user.token)}, 'This computer')`);

  it('are created, and sign in with and without a name', async () => {
    await withAuthenticator();
    const made = await add();
    expect([made.name, made.transports, made.lastUsedAt]).toEqual(['This computer', ['internal'], null]);
    for (const login of [{}, { email: user.email }]) {
      const { user: me, accessToken } = await inPage(`signIn(${JSON.stringify(login)})`);
      expect(me.id).toBe(user.id);
      expect((await api.call('GET', '/v1/me', { token: accessToken })).status).toBe(200);
    }
    const { items } = (await api.call('GET', '/v1/me/passkeys', { token: user.token })).body;
    expect(items).toEqual([expect.objectContaining({ id: made.id, lastUsedAt: expect.any(String) })]);
  });

  it('sign in with a name if the authenticator cannot store their user', async () => {
    await withAuthenticator({ hasResidentKey: false });
    await add();
    expect((await inPage(`signIn(${JSON.stringify({ email: user.email })})`)).user.id).toBe(user.id);
  });

  it('are created once in an authenticator', async () => {
    await withAuthenticator();
    await add();
    await expect(add()).rejects.toThrow(/InvalidStateError|already registered/);
  });

  it('are not added without user verification', async () => {
    await withAuthenticator({ isUserVerified: false });
    await expect(add()).rejects.toThrow(/NotAllowedError|not allowed/);
  });
});

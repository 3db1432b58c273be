import puppeteer, { type Browser, type HTTPRequest, type Page } from 'puppeteer-core';
import { PASSWORD } from '@test/support/test-api';
import { startWithMail, type NodesWithMail } from '@test/support/with-mail';

const NEW_PASSWORD = 'eleven quiet harbour lights';

/** Runs in `npm run test:browser`, which provides Chromium. */
describe('The pages that links in mails lead to', () => {
  let nodes: NodesWithMail;
  let browser: Browser;
  let page: Page;
  let requests: string[];
  let pageErrors: string[];

  beforeAll(async () => {
    nodes = await startWithMail({ REGISTRATION: 'verify-first', CORS_ORIGINS: '' });
    browser = await puppeteer.launch({ executablePath: process.env.TEST_BROWSER, args: ['--no-sandbox'] });
  });
  beforeEach(async () => {
    const context = await browser.createBrowserContext();
    page = await context.newPage();
    [requests, pageErrors] = [[], []];
    page.on('request', (request) => requests.push(`${request.method()} ${new URL(request.url()).pathname}`));
    page.on('console', (message) => message.type() === 'error' && pageErrors.push(message.text()));
    page.on('pageerror', (error) => pageErrors.push(String(error)));
  });
  afterEach(() => page.browserContext().close());
  afterAll(async () => {
    await browser?.close();
    await nodes?.stop();
  });

  /** The link from the mail, with the port of this test. */
  const open = (link: string | undefined) => {
    const { pathname, hash } = new URL(link ?? '');
    return page.goto(nodes.api.url + pathname + hash);
  };
  const press = () => page.click('button');
  // The code for the page is a string, because this file has no DOM types.
  const untilText = (text: string) =>
    page.waitForFunction(`document.querySelector('[role=status]').textContent.includes(${JSON.stringify(text)})`, {
      timeout: 10_000,
    });
  const statusText = () => page.$eval('[role=status]', (status) => status.textContent);
  const clear = () => page.$eval('input', (input) => (input.value = ''));
  const registered = async (email: string, more: object = {}) => {
    await nodes.post('/v1/auth/register', { email, password: PASSWORD, ...more });
    return nodes.mails.mailTo(email);
  };
  const login = (email: string, password: string) => nodes.post('/v1/auth/login', { email, password });

  it('finish a registration with the password, and ask again after a wrong one', async () => {
    const email = 'browser@example.com';
    await open((await registered(email)).links[0]);
    expect(requests).toEqual(['GET /finish-registration']);
    await page.type('input', 'not the password');
    await press();
    await untilText('This is not the password you chose when you registered. Try again.');
    await clear();
    await page.type('input', PASSWORD);
    await press();
    await untilText('Your account has been created');
    const { body } = await login(email, PASSWORD);
    const sessions = await nodes.api.call('GET', '/v1/me/sessions', { token: body.accessToken });
    // The page keeps no session, so this sign-in has the only one.
    expect(sessions.body.items).toHaveLength(1);
    expect(pageErrors.filter((text) => !/status of 401/.test(text))).toEqual([]);
  });

  it('finish only when the session that they got has ended', async () => {
    const email = 'leaving@example.com';
    await open((await registered(email)).links[0]);
    await page.type('input', PASSWORD);
    await page.setRequestInterception(true);
    const leaving = new Promise<HTTPRequest>((resolve) =>
      page.on('request', (request) =>
        request.url().endsWith('/v1/auth/logout') ? resolve(request) : void request.continue(),
      ),
    );
    await press();
    const logout = await leaving;
    expect(await statusText()).toBe('');
    await logout.abort();
    // The requested change was made nevertheless.
    await untilText('Your account has been created');
  });

  it('ask for another username if the first has been taken in the meantime', async () => {
    const link = (await registered('second@example.com', { username: 'wanted' })).links[0];
    const { token } = await registered('first@example.com', { username: 'wanted' });
    await nodes.post('/v1/auth/register/confirm', { token, password: PASSWORD });
    await open(link);
    await page.type('#password', PASSWORD);
    await press();
    await untilText('This username is already taken');
    await page.type('#extra-field', 'settled-for');
    await press();
    await untilText('Your account has been created');
    expect((await login('second@example.com', PASSWORD)).body.user.username).toBe('settled-for');
  });

  it('set a new password, and report the faults of an invalid one', async () => {
    const email = 'forgetful@example.com';
    const { token } = await registered(email);
    await nodes.post('/v1/auth/register/confirm', { token, password: PASSWORD });
    await nodes.post('/v1/recovery/password', { email });
    const mail = await nodes.mails.mailTo(email);
    await open(mail.links[0]);
    await page.type('input', 'short');
    await press();
    await untilText('Use at least 15 characters');
    await clear();
    await page.type('input', NEW_PASSWORD);
    await press();
    await untilText('Sign in with your new password');
    expect((await login(email, NEW_PASSWORD)).status).toBe(200);
    await open(mail.links[0]);
    await page.type('input', NEW_PASSWORD);
    await press();
    await untilText('This link or code is invalid or has expired');
  });

  it('do not use up the token when they are opened, and remove it from the URL', async () => {
    const email = 'scanned@example.com';
    const link = (await registered(email)).links[0];
    for (let n = 0; n < 3; n++) await open(link);
    const { pathname } = new URL(link ?? '');
    for (const method of ['GET', 'HEAD']) expect((await fetch(nodes.api.url + pathname, { method })).status).toBe(200);
    // Opening the same page again is a change of its hash only, which the script handles a moment later.
    await page.waitForFunction("!location.href.includes('token')");
    await page.type('input', PASSWORD);
    await press();
    await untilText('Your account has been created');
  });

  it('use the language of the browser, and report an incomplete link', async () => {
    await page.setExtraHTTPHeaders({ 'accept-language': 'de-AT,de;q=0.9' });
    await page.goto(`${nodes.api.url}/reset-password`);
    expect(await page.$eval('h1', (title) => title.textContent)).toBe('Passwort zurücksetzen');
    await untilText('Dieser Link ist unvollständig');
    expect(await page.$eval('form', (form) => form.hidden)).toBe(true);
  });

  it('run no script but their own, and load nothing from elsewhere', async () => {
    const answer = await page.goto(`${nodes.api.url}/undo-email-change#token=x`);
    const policy = answer?.headers()['content-security-policy'] ?? '';
    expect(policy).toMatch(/^default-src 'none'; script-src 'sha256-[^']+'; style-src 'sha256-[^']+';/);
    await page.evaluate(`
      const script = document.createElement('script');
      script.textContent = 'document.title = "taken over"';
      document.body.append(script);
    `);
    expect(await page.title()).toBe('Undo the email address change');
    expect(pageErrors.join()).toContain('Content Security Policy');
    expect(requests).toEqual(['GET /undo-email-change']);
  });
});

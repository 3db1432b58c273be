import puppeteer, { type Browser, type Page } from 'puppeteer-core';
import { secondFactorOn } from '@test/support/second-factor';
import { startWithMail, type NodesWithMail } from '@test/support/with-mail';

/** Runs in `npm run test:browser`, which provides Chromium. */
describe('The page of a sign-in link', () => {
  let nodes: NodesWithMail;
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    nodes = await startWithMail();
    browser = await puppeteer.launch({ executablePath: process.env.TEST_BROWSER, args: ['--no-sandbox'] });
  });
  beforeEach(async () => {
    page = await (await browser.createBrowserContext()).newPage();
  });
  afterEach(() => page.browserContext().close());
  afterAll(async () => {
    await browser?.close();
    await nodes?.stop();
  });

  const open = async (email: string) => {
    await nodes.post('/v1/auth/magic-link', { email });
    const { pathname, hash } = new URL((await nodes.mails.mailTo(email)).links[0] as string);
    await page.goto(nodes.api.url + pathname + hash);
  };
  const press = () => page.click('button');
  const untilText = (text: string) =>
    page.waitForFunction(`document.querySelector('[role=status]').textContent.includes(${JSON.stringify(text)})`, {
      timeout: 10_000,
    });
  /** The cookie with the refresh token, which no script of the page can read. */
  const refreshed = async () => {
    const cookies = await page.browserContext().cookies();
    const own = cookies.find(({ name }) => name === '__Host-userkeep-refresh');
    expect([own?.httpOnly, own?.secure, own?.sameSite]).toEqual([true, true, 'Strict']);
    const headers = { cookie: `${own?.name}=${own?.value}` };
    return nodes.api.call('POST', '/v1/auth/refresh', { body: {}, headers });
  };

  it('signs a browser in, and keeps it signed in', async () => {
    await open('new-in-browser@example.com');
    expect(await page.browserContext().cookies()).toEqual([]);
    await press();
    await untilText('You are signed in');
    const { status, body } = await refreshed();
    expect(status).toBe(200);
    const me = await nodes.api.call('GET', '/v1/me', { token: body.accessToken });
    expect(me.body.email).toBe('new-in-browser@example.com');
  });

  it('asks for the second factor, and asks again after a wrong code', async () => {
    const secondFactor = secondFactorOn(nodes);
    const user = await secondFactor.someone();
    await open(user.email);
    await press();
    await page.waitForSelector('#second', { visible: true });
    expect(await page.browserContext().cookies()).toEqual([]);
    const code = await user.app.freshCode();
    await page.type('#second', secondFactor.wrong(code));
    await press();
    await untilText('This code is wrong or was already used');
    await page.$eval('#second', (input) => ((input as { value: string }).value = ''));
    await page.type('#second', user.app.recoveryCodes[0] as string);
    await press();
    await untilText('You are signed in');
    expect((await refreshed()).status).toBe(200);
  });

  it('starts again with another link in the same tab, whatever the previous one required', async () => {
    const user = await secondFactorOn(nodes).someone();
    await open(user.email);
    await press();
    await page.waitForSelector('#second', { visible: true });
    await page.type('#second', '123456');
    await open('further-in-browser@example.com');
    await page.waitForSelector('#second', { hidden: true });
    await press();
    await untilText('You are signed in');
    const { body } = await refreshed();
    const me = await nodes.api.call('GET', '/v1/me', { token: body.accessToken });
    expect(me.body.email).toBe('further-in-browser@example.com');
  });
});

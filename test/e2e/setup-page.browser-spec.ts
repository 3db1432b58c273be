import puppeteer, { type Browser, type Page } from 'puppeteer-core';
import { FirstAdministrator, setupLink } from '@features/auth';
import { PASSWORD, TestApi } from '@test/support/test-api';

/** Runs in `npm run test:browser`, which provides Chromium. */
describe('The page that creates the first administrator', () => {
  let api: TestApi;
  let browser: Browser;
  let page: Page;
  let requests: string[];

  beforeAll(async () => {
    api = await TestApi.start();
    browser = await puppeteer.launch({ executablePath: process.env.TEST_BROWSER, args: ['--no-sandbox'] });
  });
  beforeEach(async () => {
    page = await (await browser.createBrowserContext()).newPage();
    requests = [];
    page.on('request', (request) => requests.push(request.url()));
  });
  afterEach(() => page.browserContext().close());
  afterAll(async () => {
    await browser?.close();
    await api?.stop();
  });

  const newLink = async () => setupLink(api.url, (await api.app.get(FirstAdministrator).invite()).token);
  const fill = async (email: string, password: string) => {
    for (const [field, text] of [
      ['#email', email],
      ['#password', password],
    ] as const) {
      await page.$eval(field, (input) => ((input as unknown as { value: string }).value = ''));
      await page.type(field, text);
    }
    await page.click('button');
  };
  const untilText = (text: string) =>
    page.waitForFunction(`document.querySelector('[role=status]').textContent.includes(${JSON.stringify(text)})`, {
      timeout: 10_000,
    });
  const isShown = (selector: string) => page.$eval(selector, (element) => element.checkVisibility());

  it('creates the account, lists every fault first, and then links to the next page', async () => {
    const link = await newLink();
    await page.goto(link);
    expect(await isShown('[data-next]')).toBe(false);
    await fill('root@example.com', 'short');
    await untilText('Use at least 15 characters');
    await fill('root@example.com', PASSWORD);
    await untilText('The administrator account has been created. You can now sign in');
    expect(await isShown('form')).toBe(false);
    expect(await page.$$eval('[data-next] a', (links) => links.map((each) => each.getAttribute('href')))).toEqual([
      '/example',
      '/docs',
    ]);
    const { user } = (
      await api.call('POST', '/v1/auth/login', { body: { email: 'root@example.com', password: PASSWORD } })
    ).body;
    expect(user.roles).toEqual(['admin']);
    const [, token = ''] = link.split('#token=');
    expect(requests.filter((url) => new URL(url).pathname.includes(token) || new URL(url).search !== '')).toEqual([]);
    expect(page.url()).toBe(`${api.url}/setup`);
  });

  it.each([
    ['en', 'This link has already been used, has expired or was replaced', 'This link is incomplete'],
    ['de', 'Dieser Link wurde bereits verwendet, ist abgelaufen oder wurde', 'Dieser Link ist unvollständig'],
  ])('explains a used and an incomplete link, in %s', async (language, used, incomplete) => {
    await page.setExtraHTTPHeaders({ 'accept-language': language });
    const link = await newLink();
    await newLink();
    await page.goto(link);
    await fill('late@example.com', PASSWORD);
    await untilText(used);
    await page.goto(`${api.url}/setup`);
    await page.reload();
    await untilText(incomplete);
    expect(await isShown('form')).toBe(false);
  });

  it('has a label for each field, describes the rule for passwords, and fits a phone', async () => {
    await page.setViewport({ width: 390, height: 844 });
    await page.goto(await newLink());
    const fields = await page.$$eval('input', (inputs) =>
      inputs.map((input) => [input.labels?.[0]?.textContent, input.getAttribute('aria-describedby')]),
    );
    expect(fields).toEqual([
      ['Email address', null],
      ['New password', 'hint'],
    ]);
    expect(await page.$eval('#hint', (hint) => hint.textContent)).toContain('at least 15 characters');
    expect(await page.$eval('html', (html) => html.scrollWidth - html.clientWidth)).toBe(0);
  });
});

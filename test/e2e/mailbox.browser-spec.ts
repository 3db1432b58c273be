import puppeteer, { type Browser, type Page } from 'puppeteer-core';
import { sendMail, untilMail } from '@test/support/send-mail';
import { TestApi } from '@test/support/test-api';

const ADDRESS = 'ada.lovelace@mail.example.com';

/** Runs in `npm run test:browser`, which provides Chromium. */
describe('The mailbox on a phone', () => {
  let api: TestApi;
  let browser: Browser;
  let page: Page;
  let id: string;

  beforeAll(async () => {
    api = await TestApi.start();
    id = await sendMail(api, ADDRESS);
    await untilMail(api, id, ({ state }) => state === 'sent');
    browser = await puppeteer.launch({ executablePath: process.env.TEST_BROWSER, args: ['--no-sandbox'] });
    page = await browser.newPage();
    await page.setViewport({ width: 390, height: 844 });
  });
  afterAll(async () => {
    await browser?.close();
    await api?.stop();
  });

  it.each(['/mailbox', '/mailbox/:id'])('shows each address on one line at %s, and fits the screen', async (path) => {
    await page.goto(api.url + path.replace(':id', id));
    // The code for the page is a string, because this file has no DOM types.
    const lines = await page.evaluate(`(() => {
      const cell = [...document.querySelectorAll('td')].find(({ textContent }) => textContent === '${ADDRESS}');
      const range = document.createRange();
      range.selectNodeContents(cell);
      return new Set([...range.getClientRects()].map(({ top }) => top)).size;
    })()`);
    expect(lines).toBe(1);
    expect(await page.$eval('html', (html) => html.scrollWidth - html.clientWidth)).toBe(0);
  });
});

import { generateSync } from 'otplib';
import puppeteer, { type Browser, type Page } from 'puppeteer-core';
import { freePort } from '@test/support/free-port';
import { MailServer } from '@test/support/mail-server';
import { OpenIdProvider } from '@test/support/openid-provider';
import { SmsService } from '@test/support/sms-service';
import { PASSWORD, TestApi } from '@test/support/test-api';

/** Runs in `npm run test:browser`, which provides Chromium. */
describe('The example page', () => {
  let mails: MailServer;
  let provider: OpenIdProvider;
  let sms: SmsService;
  let api: TestApi;
  let origin: string;
  let browser: Browser;
  let page: Page;
  let pageErrors: string[];

  beforeAll(async () => {
    mails = await MailServer.start();
    const port = String(await freePort());
    origin = `http://localhost:${port}`;
    provider = await OpenIdProvider.start();
    sms = await SmsService.start();
    api = await TestApi.start({
      ...mails.env,
      ...provider.env,
      ...sms.env,
      SMS_SIGN_IN: 'on',
      SMS_SECOND_FACTOR: 'on',
      PORT: port,
      PUBLIC_URL: origin,
      REDIRECT_URIS: `${origin}/example`,
    });
    browser = await puppeteer.launch({ executablePath: process.env.TEST_BROWSER, args: ['--no-sandbox'] });
  });
  beforeEach(async () => {
    page = await (await browser.createBrowserContext()).newPage();
    pageErrors = [];
    page.on('console', (message) => message.type() === 'error' && pageErrors.push(message.text()));
    page.on('pageerror', (error) => pageErrors.push(String(error)));
    await page.goto(`${origin}/example`);
  });
  afterEach(async () => {
    // The browser reports each 401 and 422 of the API as a console error; there must be no other errors.
    expect(pageErrors.filter((text) => !/status of (401|422)/.test(text))).toEqual([]);
    await page.browserContext().close();
  });
  afterAll(async () => {
    await browser?.close();
    await api?.stop();
    await provider?.stop();
    await sms?.stop();
    await mails?.stop();
  });

  const fill = async (form: string, values: Record<string, string>) => {
    await page.waitForSelector(`#${form}`, { visible: true });
    for (const [name, value] of Object.entries(values)) {
      await page.$eval(`#${form} [name=${name}]`, (input) => ((input as { value: string }).value = ''));
      await page.type(`#${form} [name=${name}]`, value);
    }
  };
  const send = (form: string, button = 'button') => page.click(`#${form} ${button}`);
  const isNow = (who: string) =>
    page.waitForFunction(`document.getElementById('who').textContent === ${JSON.stringify(who)}`, { timeout: 10_000 });
  const untilText = (text: string) =>
    page.waitForFunction(`document.querySelector('[role=status]').textContent.includes(${JSON.stringify(text)})`, {
      timeout: 10_000,
    });
  const answerField = async (key: string): Promise<any> => {
    await page.waitForFunction(`document.getElementById('answer').textContent.includes('"${key}"')`, {
      timeout: 10_000,
    });
    return JSON.parse(await page.$eval('#answer', (answer) => String(answer.textContent)))[key];
  };
  const registered = async (email: string) => {
    await fill('register', { email, password: PASSWORD });
    await send('register');
    await isNow(email);
  };
  const signOut = async () => {
    await page.click('#signOut');
    await isNow('–');
  };

  it('registers, is still signed in after a reload, and signs in with the password again', async () => {
    const email = 'example-password@example.com';
    await registered(email);
    await page.reload();
    await isNow(email);
    await signOut();
    await fill('password', { email, password: 'not the password' });
    await send('password');
    await untilText('The email address, username or password is incorrect');
    await fill('password', { email, password: PASSWORD });
    await send('password');
    await isNow(email);
  });

  it('shows new notifications and their number in two tabs, and marks them as read in both', async () => {
    const email = 'example-inbox@example.com';
    await registered(email);
    const other = await page.browserContext().newPage();
    await other.goto(`${origin}/example`);
    const shows = (tab: Page, unread: number, title: string) =>
      tab.waitForFunction(
        `document.getElementById('unread').textContent === '${unread}' &&
         document.title.startsWith('(') === ${unread > 0} &&
         document.getElementById('notifications').textContent.includes('${title}')`,
        { timeout: 10_000, polling: 50 },
      );
    await Promise.all([page, other].map((tab) => shows(tab, 0, '')));
    const admin = await api.administrator();
    const { id } = (await api.call('GET', `/v1/admin/users?email=${email}`, { token: admin.token })).body.items[0];
    const grant = await api.call('PUT', `/v1/admin/users/${id}/roles`, {
      token: admin.token,
      body: { roles: ['support'] },
    });
    expect(grant.status).toBe(200);
    await Promise.all([page, other].map((tab) => shows(tab, 1, 'Your roles were changed')));
    await page.bringToFront();
    await send('inbox');
    await Promise.all([page, other].map((tab) => shows(tab, 0, 'Your roles were changed')));
    await other.close();
  });

  it('follows a theme that is chosen in another tab, and signs out with it', async () => {
    const email = 'example-theme@example.com';
    await registered(email);
    const other = await page.browserContext().newPage();
    await other.goto(`${origin}/example`);
    const hasTheme = (tab: Page, theme: string) =>
      tab.waitForFunction(
        `document.documentElement.dataset.theme === '${theme}' && document.getElementById('theme').theme.value === '${theme}'`,
        { timeout: 10_000, polling: 50 },
      );
    for (const [from, to, theme] of [
      [page, other, 'dark'],
      [other, page, 'light'],
    ] as const) {
      await Promise.all([
        hasTheme(from, theme === 'dark' ? 'system' : 'dark'),
        hasTheme(to, theme === 'dark' ? 'system' : 'dark'),
      ]);
      await from.bringToFront();
      await from.select('#theme [name=theme]', theme);
      await Promise.all([hasTheme(from, theme), hasTheme(to, theme)]);
    }
    await page.reload();
    await hasTheme(page, 'light');
    await page.bringToFront();
    await page.click('#signOut');
    await other.waitForFunction(`document.getElementById('who').textContent === '–'`, { timeout: 10_000, polling: 50 });
    await other.close();
  });

  it('signs in with a code from a mail', async () => {
    const email = 'example-code@example.com';
    await fill('mail', { email });
    await send('mail', '[value=email-code]');
    await fill('code', { code: (await mails.mailTo(email)).code as string });
    await send('code');
    await isNow(email);
  });

  it('is signed in after the link from a mail was followed in the same browser', async () => {
    const email = 'example-link@example.com';
    await fill('mail', { email });
    await send('mail', '[value=magic-link]');
    await page.goto((await mails.mailTo(email)).links[0] as string);
    await page.click('button');
    await untilText('You are signed in');
    await page.goto(`${origin}/example`);
    await isNow(email);
  });

  it('adds a passkey, and signs in with it', async () => {
    const devtools = await page.createCDPSession();
    await devtools.send('WebAuthn.enable');
    const kind = { protocol: 'ctap2', transport: 'internal', hasUserVerification: true, hasResidentKey: true } as const;
    await devtools.send('WebAuthn.addVirtualAuthenticator', {
      options: { ...kind, isUserVerified: true, automaticPresenceSimulation: true },
    });
    const email = 'example-passkey@example.com';
    await registered(email);
    await send('addPasskey');
    expect(await answerField('name')).toBe('This computer');
    await signOut();
    await send('passkey');
    await isNow(email);
  });

  it('sets up an authenticator app, and asks for its code from then on', async () => {
    const email = 'example-app@example.com';
    await registered(email);
    await send('beginApp');
    const secret = await answerField('secret');
    await fill('confirmApp', { code: generateSync({ secret }) });
    await send('confirmApp');
    const [code] = await answerField('recoveryCodes');
    await signOut();
    await fill('password', { email, password: PASSWORD });
    await send('password');
    await untilText('A second factor is required');
    expect(await page.$eval('#who', (who) => who.textContent)).toBe('–');
    await fill('secondStep', { code });
    await send('secondStep');
    await isNow(email);
  });

  it('signs in with a text message, and requires one after the password', async () => {
    const [email, number] = ['example-phone@example.com', '+491709990001'];
    await registered(email);
    await fill('phone', { number });
    await send('phone');
    await untilText('on its way');
    await fill('confirmPhone', { code: await sms.codeTo(number) });
    await send('confirmPhone');
    await untilText('is confirmed');
    await signOut();
    await fill('message', { email });
    await send('message');
    await fill('messageCode', { code: await sms.codeTo(number, 2) });
    await send('messageCode');
    await isNow(email);
    await send('requireMessages');
    expect(await answerField('recoveryCodes')).toHaveLength(10);
    await signOut();
    await fill('password', { email, password: PASSWORD });
    await send('password');
    await untilText('A second factor is required: sms');
    await page.click('#sendFactor');
    await untilText('on its way');
    await fill('secondStep', { code: await sms.codeTo(number, 3) });
    await send('secondStep');
    await isNow(email);
  });

  it('signs in with a sign-in provider, and links one', async () => {
    const claims = { sub: 'at-corp', email: 'example-corp@example.com', email_verified: true };
    await provider.behave({ claims });
    await fill('provider', { provider: 'corp' });
    await send('provider');
    await isNow(claims.email);
    // Neither the code nor the state stays in the URL.
    expect(page.url()).toBe(`${origin}/example`);
    await provider.behave({ claims: { ...claims, sub: 'at-school' } });
    await fill('link', { provider: 'school' });
    await send('link');
    expect(await answerField('provider')).toBe('school');
    await signOut();
    await fill('provider', { provider: 'school' });
    await send('provider');
    await isNow(claims.email);
  });

  it('shows the error of a sign-in provider that declines the sign-in', async () => {
    await provider.behave({ sendsBack: { error: 'access_denied' } });
    await fill('provider', { provider: 'google' });
    await send('provider');
    await untilText('auth.provider_declined');
  });
});

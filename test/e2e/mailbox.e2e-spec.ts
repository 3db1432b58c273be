import { readdirSync, statSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { Mailbox } from '@features/mail';
import { RuntimeConfig } from '@platform/config/runtime.config';
import { createDocument } from '@platform/http/docs/openapi';
import { newId } from '@platform/ids/ids';
import { MailServer } from '@test/support/mail-server';
import { sendMail, untilMail } from '@test/support/send-mail';
import { TestApi } from '@test/support/test-api';
import { VERSION } from '@platform/version';

describe('The mailbox', () => {
  let api: TestApi;
  let folder: string;

  beforeAll(async () => {
    api = await TestApi.start({ PUBLIC_URL: 'http://dev.example.com:3000' });
    folder = join(api.app.get(RuntimeConfig).dataDir, 'mailbox');
  });
  afterAll(() => api.stop());

  const arrived = async (address: string, more = {}) => {
    const id = await sendMail(api, address, more);
    await untilMail(api, id, ({ state }) => state === 'sent');
    return id;
  };
  /** `fetch` does not allow a custom Host header. */
  const asked = (path: string, host: string) =>
    new Promise<number | undefined>((resolve, reject) => {
      const { hostname, port } = new URL(api.url);
      request({ hostname, port, path, headers: { host } }, (answer) => {
        answer.resume();
        resolve(answer.statusCode);
      })
        .on('error', reject)
        .end();
    });

  it('shows the mails of an installation without a mail server, in a browser and as JSON for tests', async () => {
    const id = await arrived('ada@example.com');
    const json = await api.call('GET', '/mailbox.json');
    expect(json.body.items[0]).toMatchObject({
      id,
      to: 'ada@example.com',
      from: 'userkeep <no-reply@userkeep.invalid>',
      subject: 'Welcome to userkeep, Ada',
      links: ['http://dev.example.com:3000/welcome#token=to%2Fken'],
    });
    expect((await api.call('GET', '/mailbox')).text).toContain(`<a href="/mailbox/${id}">Welcome to userkeep, Ada</a>`);
    const shown = await api.call('GET', `/mailbox/${id}`);
    expect(shown.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(shown.text).toContain('<a href="http://dev.example.com:3000/welcome#token=to%2Fken"');
    expect(shown.text).toContain('1234 5678');
    expect((await api.call('GET', `/mailbox/${id}/html`)).text).toContain('<p class="code">1234 5678</p>');
  });

  it('shows the newest first', async () => {
    const ids = [await arrived('one@example.com'), await arrived('two@example.com')];
    const { items } = (await api.call('GET', '/mailbox.json')).body;
    expect(items.slice(0, 2).map(({ id }: { id: string }) => id)).toEqual(ids.reverse());
  });

  it('does not let mails run scripts, be framed elsewhere or be cached by a browser', async () => {
    const id = await arrived('ada@example.com', { name: '<script>alert(1)</script>' });
    const page = await api.call('GET', `/mailbox/${id}`);
    expect(page.text).not.toContain('<script');
    expect(page.text).toContain('<iframe sandbox=""');
    expect(page.headers.get('content-security-policy')).toMatch(/^default-src 'none';.*frame-ancestors 'none'/);
    const html = await api.call('GET', `/mailbox/${id}/html`);
    expect(html.text).not.toContain('<script');
    expect(html.headers.get('content-security-policy')).toMatch(/^sandbox; default-src 'none'/);
    for (const { headers } of [page, html]) {
      expect(headers.get('content-security-policy')).not.toContain('script-src');
      expect(headers.get('cache-control')).toBe('no-store');
    }
  });

  it('makes its files readable only by their owner, and keeps no more than 200', async () => {
    const mailbox = api.app.get(Mailbox);
    const old = await arrived('old@example.com');
    for (let count = 0; count < 205; count++) {
      const id = newId();
      await mailbox.deliver({
        id,
        messageId: `<${id}@x>`,
        date: new Date(),
        to: 'many@example.com',
        subject: 'One of many',
        text: '',
        html: '',
        secrets: [],
      });
    }
    const files = readdirSync(folder);
    expect(files).toHaveLength(200);
    expect(files).not.toContain(`${old}.json`);
    expect(files.map((file) => (statSync(join(folder, file)).mode & 0o777).toString(8))).toEqual(
      Array(200).fill('600'),
    );
    expect((statSync(folder).mode & 0o777).toString(8)).toBe('700');
  });

  it('serves no other files', async () => {
    for (const path of ['/mailbox/..%2fmaster-keys', `/mailbox/${newId()}`, '/mailbox/x/html']) {
      expect([path, (await api.call('GET', path)).body.code]).toEqual([path, 'request.not_found']);
    }
  });

  it('is only served to requests for this machine or for the public address', async () => {
    for (const host of ['localhost', '127.0.0.1:1', '[::1]', 'dev.example.com']) {
      expect([host, await asked('/mailbox.json', host)]).toEqual([host, 200]);
    }
    const id = await arrived('ada@example.com');
    for (const path of ['/mailbox', '/mailbox.json', `/mailbox/${id}`, `/mailbox/${id}/html`]) {
      expect([path, await asked(path, 'rebound.example')]).toEqual([path, 404]);
    }
  });

  it('does not exist when there is a mail server', async () => {
    const server = await MailServer.start();
    const other = await api.secondNode({ ...server.env, WORKER_IN_API: 'false' });
    for (const path of ['/mailbox', '/mailbox.json']) {
      expect((await other.call('GET', path)).body.code).toBe('request.not_found');
    }
    await other.stop();
    await server.stop();
  });

  it('is not part of the OpenAPI document', () => {
    const { paths } = createDocument(api.app, VERSION);
    expect(Object.keys(paths).filter((path) => path.includes('mailbox'))).toEqual([]);
  });
});

import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { createConnection, type RowDataPacket } from 'mysql2/promise';
import { addressOf, schemaOf } from '@platform/persistence/connection-pool';
import { ownSettings, ProductProcess } from '@test/support/product-process';
import { PASSWORD } from '@test/support/test-api';
import { setGlobal } from '@test/support/test-database';
import { until } from '@test/support/two-nodes';

describe('The process', () => {
  const settings = ownSettings();
  const running: ProductProcess[] = [];
  const start = (app: 'api' | 'worker', more: NodeJS.ProcessEnv = {}) => {
    const product = ProductProcess.start(app, { ...settings.env, ...more });
    running.push(product);
    return product;
  };
  const post = (url: string, path: string, body: object) =>
    fetch(url + path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
  const production = () => ({
    NODE_ENV: 'production',
    PUBLIC_URL: 'https://id.example.com',
    REGISTRATION: 'open',
    SMTP_URL: 'smtps://user:secret@mail.example.com',
    MAIL_FROM: 'no-reply@example.com',
    MASTER_KEYS: `m1:${randomBytes(32).toString('base64')}`,
    RATE_LIMIT_SCALE: '1',
    ARGON2_MEMORY_KIB: '',
    ARGON2_PASSES: '',
  });

  beforeAll(() => ProductProcess.build());
  afterEach(async () => {
    for (const product of running.splice(0)) await product.stop();
  });
  afterAll(() => settings.remove());

  it('starts, offers a link to create the first administrator, serves docs, and ends cleanly on SIGTERM', async () => {
    const api = start('api');
    const { url, firstAdministrator } = await api.said();
    expect(firstAdministrator?.link).toBe(`${url}/setup#token=${firstAdministrator?.token}`);
    expect((await fetch(firstAdministrator?.link as string)).status).toBe(200);
    const [, pasted = ''] = / -d '(.*)'$/.exec(firstAdministrator?.command ?? '') ?? [];
    const refused = await post(url as string, '/v1/auth/first-administrator', JSON.parse(pasted) as object);
    expect([refused.status, await refused.text()]).toEqual([422, expect.stringContaining('"/password"')]);
    const body = { token: firstAdministrator?.token, email: 'root@example.com', password: PASSWORD };
    expect((await post(url as string, '/v1/auth/first-administrator', body)).status).toBe(201);
    expect((await post(url as string, '/v1/auth/first-administrator', body)).status).toBe(401);
    const docs = await fetch(`${url}/docs`);
    expect([docs.status, (await docs.text()).includes('swagger-ui')]).toEqual([200, true]);
    expect(docs.headers.get('permissions-policy')).toContain('camera=()');
    expect(docs.headers.get('cross-origin-opener-policy')).toBe('same-origin');
    const document = (await (await fetch(`${url}/openapi.json`)).json()) as { openapi: string };
    expect(document.openapi).toBe('3.1.0');
    expect(await api.stop()).toBe(0);
    expect(api.output).not.toContain(firstAdministrator?.token as string);
    expect(api.output).not.toContain(PASSWORD);
    const again = start('api');
    expect((await again.said()).firstAdministrator).toBeUndefined();
  });

  it('waits for a slow database before it offers the link, instead of ending', async () => {
    const lock = await createConnection(addressOf(settings.env.DATABASE_URL as string));
    await lock.query(`LOCK TABLES ${schemaOf(settings.env.DATABASE_URL as string)}.access_user_role WRITE`);
    const waiting = async () => {
      const [rows] = await lock.query<RowDataPacket[]>('SHOW FULL PROCESSLIST');
      return rows
        .filter(({ Info }) => String(Info).startsWith('SELECT 1 FROM access_user_role'))
        .map(({ Id }) => Number(Id));
    };
    const api = start('api', { DATABASE_STATEMENT_MS: '500' });
    const said = api.said();
    try {
      await until(async () => (await waiting()).length > 0);
      const [first] = await waiting();
      await until(async () => (await waiting()).some((id) => id !== first));
    } finally {
      lock.destroy();
    }
    expect((await said).type).toBe('ready');
  });

  it('reports not ready and answers every request it has accepted when it is stopped under load', async () => {
    const api = start('api', { DRAIN_MS: '400' });
    const { url = '' } = await api.said();
    const name = randomBytes(4).toString('hex');
    const user = (await (
      await post(url, '/v1/auth/register', { email: `${name}@example.com`, password: PASSWORD })
    ).json()) as { accessToken: string };
    const outcomes: (number | string)[] = [];
    // Like a load balancer: switches to another node once this one is not ready, and counts every failure before that.
    const client = async () => {
      for (let isClosing = false; !isClosing;) {
        try {
          const answer = await fetch(`${url}/v1/me`, { headers: { authorization: `Bearer ${user.accessToken}` } });
          await answer.text();
          outcomes.push(answer.status);
          isClosing = answer.headers.get('connection') === 'close';
        } catch (error) {
          outcomes.push(String((error as { cause?: { code?: string } }).cause?.code ?? error));
          return;
        }
      }
      outcomes.push('left');
    };
    const clients = Array.from({ length: 8 }, client);
    while (outcomes.length < 50) await new Promise((resolve) => setImmediate(resolve));
    const ended = api.stop();
    const ready = await fetch(`${url}/health/ready`);
    expect(ready.status).toBe(503);
    expect(await ended).toBe(0);
    await Promise.all(clients);
    expect(new Set(outcomes)).toEqual(new Set([200, 'left']));
    expect(outcomes.filter((outcome) => outcome === 'left')).toHaveLength(8);
  });

  it('does not wait for connections without a request', async () => {
    const api = start('api');
    const { hostname, port } = new URL((await api.said()).url as string);
    const open = async () => {
      const socket = connect(Number(port), hostname);
      await new Promise((resolve) => socket.once('connect', resolve));
      const state = { socket, closed: false, hungUp: Promise.resolve() };
      state.hungUp = new Promise((resolve) => socket.once('close', () => resolve()));
      void state.hungUp.then(() => (state.closed = true));
      return state;
    };
    const [silent, sending] = [await open(), await open()];
    sending.socket.write('GET /health/live HTTP/1.1\r\n');
    const ended = api.stop();
    await silent.hungUp;
    await pause(200);
    // A client that is still sending has ten seconds.
    expect(sending.closed).toBe(false);
    sending.socket.destroy();
    expect(await ended).toBe(0);
  });

  it('rejects missing, weak and generated settings in production, all at once and by name', async () => {
    const bare = start('api', {
      NODE_ENV: 'production',
      DATABASE_URL: '',
      ARGON2_PASSES: '1',
      RATE_LIMIT_SCALE: '11',
      PORT: 'abc',
    });
    const { type, reasons = [] } = await bare.said();
    expect(type).toBe('refused');
    for (const name of [
      'DATABASE_URL',
      'PUBLIC_URL',
      'MASTER_KEYS',
      'SMTP_URL',
      'MAIL_FROM',
      'ARGON2_PASSES',
      'ARGON2_MEMORY_KIB',
      'RATE_LIMIT_SCALE',
      'PORT',
    ]) {
      expect(reasons.filter((reason) => reason.startsWith(`${name} `))).toHaveLength(1);
    }
    expect(await bare.exited).toBe(1);
    const withWeakKey = start('api', { ...production(), MASTER_KEYS: `m1:${Buffer.alloc(32, 7).toString('base64')}` });
    expect((await withWeakKey.said()).reasons?.join()).toMatch(/^MASTER_KEYS /);
  });

  it('rejects in production a database that would lose acknowledged changes', async () => {
    await setGlobal('innodb_flush_log_at_trx_commit = 0');
    try {
      const unsafe = start('api', { ...production(), DATABASE_URL: settings.env.DATABASE_URL });
      expect((await unsafe.said()).reasons?.join()).toContain('innodb_flush_log_at_trx_commit=0');
    } finally {
      await setGlobal('innodb_flush_log_at_trx_commit = 1');
    }
  });

  it('rejects keys that cannot decrypt the stored data', async () => {
    const withOtherKeys = start('api', production());
    const { type, reasons = [] } = await withOtherKeys.said();
    expect(type).toBe('refused');
    expect(reasons.join()).toContain('MASTER_KEYS');
  });

  it('rejects faulty mail settings and templates, with a sentence for each, and shows no password', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'userkeep-templates-'));
    mkdirSync(join(folder, 'de'));
    writeFileSync(join(folder, 'de', 'mail.test.txt'), 'Hello');
    writeFileSync(join(folder, 'notes.txt'), 'Hello');
    const templates = await start('api', { MAIL_TEMPLATES: folder }).said();
    rmSync(folder, { recursive: true });
    expect(templates).toEqual({
      type: 'refused',
      reasons: [
        `${join(folder, 'de', 'mail.test.txt')} must begin with a line \`Subject: …\`.`,
        `${join(folder, 'notes.txt')} is neither layout.html nor a language folder.`,
      ],
    });
    expect((await start('api', { SMTP_URL: 'smtp://mail.example.com' }).said()).reasons).toEqual([
      'MAIL_FROM is required with SMTP_URL.',
    ]);
    const faulty = { SMTP_URL: 'smtp://app:hunter2@mail.example.com/x', MAIL_FROM: 'a@b', PAGES_URL: 'ftp://x' };
    expect((await start('api', faulty).said()).reasons).toEqual([
      'SMTP_URL must be of the form smtp://user:password@host:587 or smtps://user:password@host:465.',
      'MAIL_FROM must be an email address, or a name followed by <an email address>.',
      expect.stringMatching(/^PAGES_URL must be a URL/),
    ]);
    const unsafe = await start('api', { ...production(), PAGES_URL: 'http://app.example.com' }).said();
    expect(unsafe.reasons).toContain('PAGES_URL must start with https:// in production.');
  });

  it('rejects a rate limit for an operation that does not exist', async () => {
    const { type, reasons } = await start('api', { RATE_LIMITS: 'signin=20/60,signInWithPassword=20/60' }).said();
    expect([type, reasons?.length]).toEqual(['refused', 1]);
    expect(reasons?.[0]).toMatch(
      /^RATE_LIMITS has signin, which is neither an operationId of openapi\.json nor one of read,/,
    );
  });

  it('reports a busy port or an unusable database in one sentence', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as AddressInfo;
    const busy = await start('api', { PORT: String(port) }).said();
    server.close();
    expect(busy).toEqual({ type: 'refused', reasons: [`Port ${port} is in use; set PORT to another one.`] });
    const unreachable = await start('api', { DATABASE_URL: 'mysql://root@127.0.0.1:1/userkeep' }).said();
    expect(unreachable.reasons).toEqual(['The database of DATABASE_URL cannot be reached (ECONNREFUSED).']);
    const nameless = await start('api', { DATABASE_URL: 'mysql://root@127.0.0.1:3306/' }).said();
    expect(nameless.reasons?.[0]).toContain('must end with the name of a schema');
  });

  it('runs background jobs in a separate process if configured', async () => {
    const worker = start('worker');
    await until(async () => worker.output.includes('The worker has started'));
    expect(await worker.stop()).toBe(0);
  });
});

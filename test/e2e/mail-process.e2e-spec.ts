import { randomBytes } from 'node:crypto';
import { Child } from '@test/faults/support/child';
import { MailServer } from '@test/support/mail-server';
import { ownSettings, ProductProcess } from '@test/support/product-process';
import { until } from '@test/support/two-nodes';

const PASSWORD = 'p4ss of the mail server';
const PATIENCE_MS = 20_000;

/** Each test starts several processes, one after the other. */
jest.setTimeout(120_000);

describe('A process that sends mail', () => {
  const settings = ownSettings();
  const started: (() => Promise<unknown>)[] = [];

  beforeAll(() => ProductProcess.build());
  afterEach(async () => {
    for (const close of started.splice(0).reverse()) await close();
  });
  afterAll(() => settings.remove());

  const startServer = async (options = {}) => {
    const server = await MailServer.start(options);
    started.push(() => server.stop());
    return server;
  };
  const envFor = (server: MailServer, more: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv => ({
    ...settings.env,
    ...server.env,
    LOG_LEVEL: 'debug',
    WORKER_BACKOFF_MS: '20',
    ...more,
  });
  const start = async (env: NodeJS.ProcessEnv) => {
    const api = ProductProcess.start('api', env);
    started.push(() => api.stop('SIGKILL'));
    expect((await api.said()).type).toBe('ready');
    return api;
  };
  /** Queues a mail in another process and returns its address. */
  const queueMail = async (env: NodeJS.ProcessEnv) => {
    const sender = new Child('mail-sender.child.ts', { ...env, ROUND: randomBytes(4).toString('hex') });
    started.push(async () => sender.signal('SIGKILL'));
    await until(async () => sender.messages.includes('ready'), PATIENCE_MS);
    sender.send('1');
    await until(async () => sender.messages.some((message) => message.startsWith('queued ')), PATIENCE_MS);
    return sender.messages.flatMap((message) => /^queued (.+)$/.exec(message)?.[1] ?? []).join();
  };

  it('writes no password, no login and no address into its log, even when the mail server quotes them', async () => {
    const server = await startServer({ login: { user: 'the-login', password: PASSWORD } });
    const env = envFor(server, {
      SMTP_URL: server.url.replace(encodeURIComponent(PASSWORD), encodeURIComponent(`${PASSWORD}!`)),
    });
    const api = await start(env);
    const address = await queueMail(env);
    await until(async () => /mail\.send .* failed \(attempt 2\)/.test(api.output), PATIENCE_MS);
    expect(server.logins).toBeGreaterThan(0);
    expect(api.output).toContain('535');
    for (const secret of [PASSWORD, encodeURIComponent(PASSWORD), 'the-login', address]) {
      expect(api.output).not.toContain(secret);
    }
  });

  it('stops in time even if the mail server does not answer, and another process sends the mail it released', async () => {
    const server = await startServer();
    server.behave({ silent: 'data' });
    const env = envFor(server, { WORKER_STOP_SECONDS: '1', WORKER_LEASE_SECONDS: '600' });
    const first = await start(env);
    const address = await queueMail(env);
    await server.untilConnected();
    // The mail server never answers, so the process must stop with an unfinished mail.
    expect(await first.stop()).toBe(0);
    await server.untilDisconnected();
    server.behave('well');
    await start(env);
    // The lease would last ten minutes, so the first process must have released it.
    expect((await server.mailTo(address)).recipients).toEqual([address]);
  });

  it('is replaced by another process that sends the mail when it is killed while sending it', async () => {
    const server = await startServer();
    server.behave({ silent: 'data' });
    const env = envFor(server, { WORKER_LEASE_SECONDS: '1' });
    const killed = await start(env);
    const address = await queueMail(env);
    await server.untilConnected();
    await killed.stop('SIGKILL');
    server.behave('well');
    await start(env);
    expect((await server.mailTo(address)).recipients).toEqual([address]);
  });
});

import { copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '@test/support/free-port';
import { ownSettings, ProductProcess } from '@test/support/product-process';
import { PASSWORD } from '@test/support/test-api';
import { DatabaseServer } from './support/database-server';

const certificate = (name: string) => join(__dirname, '../support/certificates', name);
const CA = certificate('database-ca.pem');
const ANOTHER_CA = certificate('mail-server.pem');
const GUIDE = join(__dirname, '../../docs/managed-databases.md');

jest.setTimeout(120_000);

/** A server as cloud providers run it: over TCP, with a certificate of a private authority, issued for `localhost`. */
describe('A database that requires TLS', () => {
  const settings = ownSettings();
  const running: ProductProcess[] = [];
  let server: DatabaseServer;
  let port: number;
  const folder = mkdtempSync(join(tmpdir(), 'userkeep-certificate-'));

  beforeAll(async () => {
    ProductProcess.build();
    port = await freePort();
    copyFileSync(certificate('database.pem'), join(folder, 'server.pem'));
    server = await DatabaseServer.start({
      settings: [
        '--skip-networking=0',
        '--bind-address=127.0.0.1',
        `--port=${port}`,
        `--ssl-ca=${CA}`,
        `--ssl-cert=${join(folder, 'server.pem')}`,
        `--ssl-key=${certificate('database.key')}`,
      ],
    });
    for (const schema of ['userkeep', 'userkeep_keys']) await server.query(`DROP DATABASE ${schema}`);
    for (const statement of statementsOfTheGuide()) await server.query(statement);
  });
  afterEach(async () => {
    for (const product of running.splice(0)) await product.stop();
  });
  afterAll(async () => {
    await server?.remove();
    await settings.remove();
    rmSync(folder, { recursive: true });
  });

  /** Runs the statements of the guide unchanged, to prove that its privileges are enough. */
  const statementsOfTheGuide = () => {
    const [, sql = ''] = /```sql\n(CREATE DATABASE[\s\S]*?)```/.exec(readFileSync(GUIDE, 'utf8')) ?? [];
    return sql
      .split(';')
      .map((statement) => statement.trim())
      .filter(Boolean);
  };
  const useCertificate = async (name: string) => {
    copyFileSync(certificate(name), join(folder, 'server.pem'));
    await server.query(process.env.TEST_SERVER === 'mysql' ? 'ALTER INSTANCE RELOAD TLS' : 'FLUSH SSL');
  };
  const urlOf = (query = '', host = 'localhost') =>
    `mysql://userkeep:${encodeURIComponent('<password>')}@${host}:${port}/userkeep${query}`;
  const start = (env: NodeJS.ProcessEnv) => {
    const product = ProductProcess.start('api', { ...settings.env, ...env });
    running.push(product);
    return product.said();
  };

  it('is used with the privileges of the guide, over verified connections only', async () => {
    const { type, url, reasons } = await start({ DATABASE_URL: urlOf(), DATABASE_CA: CA });
    expect([type, reasons]).toEqual(['ready', undefined]);
    const answer = await fetch(`${url}/v1/auth/register`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email: 'ada@example.com', password: PASSWORD }),
    });
    expect(answer.status).toBe(201);
    // The table of processes in MySQL's information schema fails while a statement contains bytes.
    const users = (await server.query<{ User: string }>('SHOW PROCESSLIST')).map(({ User }) => User);
    expect(users).toContain('userkeep');
  });

  it('is used by the command line with the same authority, given as PEM', async () => {
    const env = { ...settings.env, DATABASE_URL: urlOf(), DATABASE_CA: readFileSync(CA, 'utf8') };
    for (const words of [
      ['migrate', 'run'],
      ['migrate', 'status'],
    ]) {
      const command = ProductProcess.command(words, env);
      expect([await command.exited, command.output]).toEqual([0, expect.any(String)]);
    }
    const refused = ProductProcess.command(['migrate', 'status'], { ...env, DATABASE_CA: ANOTHER_CA });
    expect(await refused.exited).toBe(1);
    expect(refused.output).toContain('The certificate of the database of DATABASE_URL could not be verified');
  });

  it('is rejected if another authority issued its certificate, even as the keys database', async () => {
    const reason = (variable: string) =>
      expect.stringMatching(
        new RegExp(`^The certificate of the database of ${variable} could not be verified \\(.+\\); set DATABASE_CA`),
      );
    expect((await start({ DATABASE_URL: urlOf(), DATABASE_CA: ANOTHER_CA })).reasons).toEqual([reason('DATABASE_URL')]);
    expect((await start({ DATABASE_URL: urlOf('?tls=true') })).reasons).toEqual([reason('DATABASE_URL')]);
    const keys = { KEYS_DATABASE_URL: urlOf().replace(/userkeep$/, 'userkeep_keys'), DATABASE_CA: ANOTHER_CA };
    expect((await start(keys)).reasons).toEqual([reason('KEYS_DATABASE_URL')]);
  });

  it('is rejected if its certificate does not contain the host name, unless only the authority is verified', async () => {
    const byAddress = await start({ DATABASE_URL: urlOf('', '127.0.0.1'), DATABASE_CA: CA });
    expect(byAddress.reasons).toEqual([
      expect.stringContaining('cannot be verified for an IP address; use a host name'),
    ]);
    await useCertificate('database-elsewhere.pem');
    try {
      expect((await start({ DATABASE_URL: urlOf(), DATABASE_CA: CA })).reasons).toEqual([
        'The certificate of the database of DATABASE_URL is for another host name (DNS:db.example.com); use that name in DATABASE_URL, or `?tls=verify-ca` if your provider issues none.',
      ]);
      const lenient = await start({ DATABASE_URL: urlOf('?tls=verify-ca', '127.0.0.1'), DATABASE_CA: CA });
      expect([lenient.type, lenient.reasons]).toEqual(['ready', undefined]);
    } finally {
      await useCertificate('database.pem');
    }
  });

  it('makes the start fail with the reason that it requires TLS', async () => {
    const { reasons } = await start({ DATABASE_URL: urlOf() });
    expect(reasons).toEqual([expect.stringContaining('requires TLS')]);
  });
});

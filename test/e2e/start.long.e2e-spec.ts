import { readFileSync } from 'node:fs';
import { Checkout, gone } from '@test/support/checkout';
import { freePort } from '@test/support/free-port';
import { ProductProcess } from '@test/support/product-process';

jest.setTimeout(150_000);

describe('npm start', () => {
  let checkout: Checkout;
  let port: number;

  const parentOf = (pid: number) => {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
  };
  const started = async (command: readonly string[], env: NodeJS.ProcessEnv = {}) => {
    const run = checkout.run(command, env);
    const banner = await checkout.ready(run);
    const { apiPid, databasePid } = checkout.processes();
    return { pid: run.child.pid as number, banner, script: parentOf(apiPid), servers: [apiPid, databasePid] };
  };

  beforeAll(() => ProductProcess.build());
  beforeEach(async () => {
    checkout = new Checkout();
    port = await freePort();
    checkout.writeEnv([`PORT=${port}`, 'METRICS_TOKEN=token-of-the-env-file', 'DOCS=true']);
  });
  afterEach(() => checkout.remove());

  it('reads every setting of .env, and stops the API and the database when the script is killed', async () => {
    checkout.writeEnv([
      `PORT=${port}`,
      'METRICS_TOKEN=token-of-the-env-file',
      'DOCS=true',
      'CORS_ORIGIN=http://a.example',
    ]);
    const { banner, pid, servers, script } = await started(['npm', 'start'], { DOCS: 'false' });
    expect(banner.match(/Warning: .*/g)).toEqual([
      'Warning: .env sets CORS_ORIGIN, which is not a setting of userkeep.',
    ]);
    expect(banner).toMatch(/Settings +\.env, and the environment, which takes precedence/);
    expect(banner).toContain(`http://localhost:${port}`);
    const metrics = await fetch(`http://localhost:${port}/metrics`, {
      headers: { authorization: 'Bearer token-of-the-env-file' },
    });
    expect(metrics.status).toBe(200);
    expect((await fetch(`http://localhost:${port}/docs`)).status).toBe(404);
    process.kill(script, 'SIGKILL');
    await gone([pid, script, ...servers]);
    expect(checkout.databaseLog()).toContain('Shutdown complete');
  });

  it('lets a command print links to the running API', async () => {
    const other = await freePort();
    await started(['node', 'scripts/start.mjs'], { PORT: String(other) });
    const invite = checkout.run(['node', 'scripts/userkeep.mjs', 'admin', 'invite']);
    await gone([invite.child.pid as number]);
    expect(invite.output()).toContain(`http://localhost:${other}/setup#`);
  });

  it('stops the API and the database when npm alone is stopped or killed', async () => {
    for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
      const { pid, script, servers } = await started(['npm', 'start']);
      process.kill(pid, signal);
      await gone([pid, script, ...servers]);
      expect(checkout.databaseLog()).toContain('Shutdown complete');
    }
  });

  it('keeps running when the shell that started the script in the background has ended', async () => {
    const run = checkout.run(['sh', '-c', 'node scripts/start.mjs &']);
    await gone([run.child.pid as number]);
    await checkout.ready(run);
    const { apiPid, databasePid } = checkout.processes();
    expect((await fetch(`http://localhost:${port}/health/ready`)).status).toBe(200);
    process.kill(parentOf(apiPid), 'SIGTERM');
    await gone([apiPid, databasePid]);
  });
});

describe('npx userkeep', () => {
  it('also reads .env of the checkout', async () => {
    ProductProcess.build();
    const checkout = new Checkout();
    checkout.writeEnv(['DATABASE_URL=mysql://root@127.0.0.1:1/userkeep']);
    const run = checkout.run(['node', 'scripts/userkeep.mjs', 'migrate', 'status']);
    await gone([run.child.pid as number]);
    expect(run.output()).toContain('The database of DATABASE_URL cannot be reached (ECONNREFUSED).');
    await checkout.remove();
  });
});

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ProductProcess } from '@test/support/product-process';

/** One node of the product in a separate process, which a test can kill and start again. */
export class Node {
  url = '';
  /** The setup token from the first start. */
  firstAdministratorToken: string | undefined;
  private product: ProductProcess | undefined;

  private constructor(private readonly env: NodeJS.ProcessEnv) {}

  static async start(databaseUrl: string, more: NodeJS.ProcessEnv = {}): Promise<Node> {
    ProductProcess.build();
    const node = new Node({
      NODE_ENV: 'development',
      DATABASE_URL: databaseUrl,
      DATA_DIR: mkdtempSync(join(tmpdir(), 'userkeep-fault-')),
      PORT: '0',
      // Tokens contain this URL and must be valid on every node.
      PUBLIC_URL: 'http://localhost:3000',
      LOG_LEVEL: 'silent',
      RATE_LIMIT_SCALE: '100000',
      ARGON2_MEMORY_KIB: '64',
      ARGON2_PASSES: '1',
      // A worker handles the events only at the end, so that a comparison is not disturbed.
      WORKER_IN_API: 'false',
      ...more,
    });
    await node.begin();
    return node;
  }

  /** Another node on the same database and keys, not yet started. */
  sibling(more: NodeJS.ProcessEnv = {}): Node {
    return new Node({ ...this.env, PORT: '0', ...more });
  }

  get pid(): number {
    return this.product?.pid ?? 0;
  }

  async begin(): Promise<void> {
    this.product = ProductProcess.start('api', this.env);
    const started = await this.product.said();
    if (started.type !== 'ready') throw new Error(`The node did not start: ${started.reasons?.join(' ')}`);
    // The port stays the same across restarts, because load balancers are configured with it once.
    this.env.PORT = new URL(started.url as string).port;
    // 127.0.0.1, because "localhost" may be tried as ::1 first.
    this.url = (started.url as string).replace('localhost', '127.0.0.1');
    this.firstAdministratorToken ??= started.firstAdministrator?.token;
  }

  async end(signal: 'SIGKILL' | 'SIGTERM' = 'SIGKILL'): Promise<number | null> {
    return (await this.product?.stop(signal)) ?? null;
  }

  worker(): ProductProcess {
    return ProductProcess.start('worker', this.env);
  }

  /** The number of errors that the node has logged. */
  get errorLines(): number {
    return this.product?.output.match(/^\{"level":"error"/gm)?.length ?? 0;
  }

  /** The resident memory of the process in MiB. */
  memoryMiB(): number {
    const status = readFileSync(`/proc/${this.pid}/status`, 'utf8');
    return Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024);
  }

  async remove(): Promise<void> {
    await this.end();
    rmSync(this.env.DATA_DIR as string, { recursive: true, force: true });
  }
}

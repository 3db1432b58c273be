import { spawn, type ChildProcess } from 'node:child_process';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';

const PRISM = join(__dirname, '../../../node_modules/@stoplight/prism-cli/dist/index.js');
const LIMIT_MS = 30_000;

/**
 * Prism as a proxy between client and product. It interprets the document independently of our own code. It replaces
 * answers that violate the document by errors of its own; with `requests` it also rejects requests that violate it.
 */
export class ValidatingProxy {
  private constructor(
    readonly url: string,
    private readonly child: ChildProcess,
  ) {}

  static async start(
    document: string,
    upstream: string,
    { requests }: { requests: boolean },
  ): Promise<ValidatingProxy> {
    const port = await freePort();
    const options = ['--errors', '--host', '127.0.0.1', '--port', String(port)];
    const child = spawn(
      process.execPath,
      [PRISM, 'proxy', document, upstream, ...options, ...(requests ? [] : ['--validate-request=false'])],
      { stdio: ['ignore', 'pipe', 'pipe'] },
    );
    await untilOutput(child, 'is listening');
    return new ValidatingProxy(`http://127.0.0.1:${port}`, child);
  }

  async stop(): Promise<void> {
    if (this.child.exitCode !== null) return;
    const ended = new Promise((resolve) => this.child.once('exit', resolve));
    this.child.kill();
    await ended;
  }
}

/** The proxy's objection to an answer; undefined if it only forwarded the answer. */
export function objectionOf({ body, headers }: { body: any; headers: Record<string, unknown> }): string | undefined {
  const own = typeof body?.type === 'string' && body.type.includes('/prism/errors#');
  if (own) return JSON.stringify({ type: body.type, detail: body.detail, validation: body.validation });
  return headers['sl-violations'] as string | undefined;
}

async function untilOutput(child: ChildProcess, words: string): Promise<void> {
  let output = '';
  await new Promise<void>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`The proxy did not start:\n${output}`)), LIMIT_MS);
    const listen = (chunk: unknown) => {
      output += String(chunk);
      if (!output.includes(words)) return;
      clearTimeout(timer);
      resolve();
    };
    child.stdout?.on('data', listen);
    child.stderr?.on('data', listen);
    child.once('exit', () => reject(new Error(`The proxy ended:\n${output}`)));
  });
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

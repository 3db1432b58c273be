import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomBytes } from 'node:crypto';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { FirstAdministrator } from '@features/auth';
import { createHttpApp } from '@platform/http/create-http-app';
import { openPlatform } from '@platform/open-platform';
import type { UserId } from '@platform/ids/ids';
import { ApiModule } from '../../apps/api/api.module';
import { runCommand } from '../../apps/cli/run-command';
import { committedDocument } from '@test/faults/support/operations';
import { OpenApiConformance } from './openapi-conformance';
import { LONG_DEADLINES } from './product-process';
import { isEventStream } from './stream-client';
import { dropSchemas, urlOf } from './test-database';

export const PASSWORD = 'violet teapots dance slowly';

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: any; // tests read answers of every shape
  readonly text: string;
}

interface CallOptions {
  readonly token?: string;
  readonly body?: unknown;
  readonly raw?: string | Uint8Array<ArrayBuffer>;
  readonly headers?: Record<string, string>;
}

export interface TestUser {
  readonly id: UserId;
  readonly email: string;
  readonly token: string;
  readonly refreshToken: string;
}

/** The user of a successful sign-in. */
export function userOf({ body }: Pick<Answer, 'body'>): TestUser {
  return { id: body.user.id, email: body.user.email, token: body.accessToken, refreshToken: body.refreshToken };
}

const conformance = new OpenApiConformance(committedDocument());

/** One node of the product, as shipped, with its own databases, called over HTTP. */
export class TestApi {
  private constructor(
    readonly app: NestFastifyApplication,
    readonly url: string,
    private readonly schemas: readonly string[],
    private readonly env: NodeJS.ProcessEnv,
    private readonly ownsDatabases: boolean,
  ) {}

  static async start(overrides: NodeJS.ProcessEnv = {}): Promise<TestApi> {
    const name = `e2e_${randomBytes(6).toString('hex')}`;
    const schemas = [name, `${name}_keys`];
    const dataDir = await mkdtemp(join(tmpdir(), 'userkeep-e2e-'));
    const env: NodeJS.ProcessEnv = {
      NODE_ENV: 'test',
      DATABASE_URL: urlOf(name),
      DATA_DIR: dataDir,
      PORT: '0',
      LOG_LEVEL: 'silent',
      RATE_LIMIT_SCALE: '10000',
      ARGON2_MEMORY_KIB: '64',
      ARGON2_PASSES: '1',
      REGISTRATION: 'open',
      ANONYMOUS_ACCOUNTS: 'on',
      DATABASE_POOL_SIZE: '10',
      ...LONG_DEADLINES,
      ...overrides,
    };
    return this.node(env, schemas, true);
  }

  /** Starts another node on the same databases. */
  async secondNode(overrides: NodeJS.ProcessEnv = {}): Promise<TestApi> {
    return TestApi.node({ ...this.env, ...overrides }, this.schemas, false);
  }

  /** Stops this node and starts another one in its place, without the contents of its memory. */
  async restarted(overrides: NodeJS.ProcessEnv = {}): Promise<TestApi> {
    await this.app.close();
    return TestApi.node({ ...this.env, ...overrides }, this.schemas, this.ownsDatabases);
  }

  private static async node(env: NodeJS.ProcessEnv, schemas: readonly string[], owns: boolean): Promise<TestApi> {
    const app = await createHttpApp(ApiModule.over(await openPlatform(env)));
    await app.listen(Number(env.PORT), '127.0.0.1');
    return new TestApi(app, await app.getUrl(), schemas, env, owns);
  }

  async stop(): Promise<void> {
    await this.app.close();
    if (!this.ownsDatabases) return;
    await dropSchemas(this.schemas);
    await rm(this.env.DATA_DIR as string, { recursive: true, force: true });
  }

  async call(method: string, path: string, { token, body, raw, headers = {} }: CallOptions = {}): Promise<Answer> {
    const answer = await fetch(this.url + path, {
      method,
      redirect: 'manual',
      headers: {
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(token && { authorization: `Bearer ${token}` }),
        ...headers,
      },
      body: raw ?? (body === undefined ? undefined : JSON.stringify(body)),
    });
    const mediaType = answer.headers.get('content-type');
    const isEndless = isEventStream({ 'content-type': mediaType ?? undefined });
    if (isEndless) await answer.body?.cancel();
    const text = isEndless ? '' : await answer.text();
    const isJson = /\/(problem\+)?json/.test(mediaType ?? '');
    const parsed = isJson && text ? JSON.parse(text) : undefined;
    const fault = conformance.faultOf({ method, path, status: answer.status, mediaType, body: parsed });
    if (fault) throw new Error(fault);
    return { status: answer.status, headers: answer.headers, text, body: parsed };
  }

  /** The settings for another process on the databases of this node. */
  get settings(): NodeJS.ProcessEnv {
    return this.env;
  }

  /** Runs a command of the command line on the databases of this node. */
  async command(args: readonly string[], overrides: NodeJS.ProcessEnv = {}) {
    const [out, complaints, progress, remarks] = [[], [], [], []] as [string[], string[], string[], string[]];
    const exitCode = await runCommand(args, {
      env: { ...this.env, ...overrides },
      print: (line) => void out.push(line),
      complain: (line) => void complaints.push(line),
      progress: (line) => void progress.push(line),
      remark: (line) => void remarks.push(line),
    });
    return { exitCode, out, complaints, progress, remarks };
  }

  async register(name: string, more: object = {}): Promise<TestUser> {
    const email = `${name}@example.com`;
    const { status, body, text } = await this.call('POST', '/v1/auth/register', {
      body: { email, password: PASSWORD, ...more },
    });
    if (status !== 201) throw new Error(`Registering ${name} was answered ${status}: ${text}`);
    return { id: body.user.id, email, token: body.accessToken, refreshToken: body.refreshToken };
  }

  async login(email: string, password = PASSWORD): Promise<TestUser> {
    const { status, body, text } = await this.call('POST', '/v1/auth/login', { body: { email, password } });
    if (status !== 200) throw new Error(`Signing in was answered ${status}: ${text}`);
    return { id: body.user.id, email, token: body.accessToken, refreshToken: body.refreshToken };
  }

  async administrator(name = 'root-of-all'): Promise<TestUser> {
    const { token } = await this.app.get(FirstAdministrator).invite();
    const email = `${name}@example.com`;
    const { status, body, text } = await this.call('POST', '/v1/auth/first-administrator', {
      body: { token, email, password: PASSWORD },
    });
    if (status !== 201) throw new Error(`Creating the administrator was answered ${status}: ${text}`);
    return { id: body.user.id, email, token: body.accessToken, refreshToken: body.refreshToken };
  }
}

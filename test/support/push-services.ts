import { fork, type ChildProcess } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { createWebPushKey } from '@features/communications/push/web-push-key.rule';

export interface PushCall {
  readonly service: 'web-push' | 'fcm' | 'apns';
  readonly path: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

export interface ToPushServices {
  readonly id: number;
  readonly refusal?:
    | {
        readonly status?: number;
        readonly body?: unknown;
        readonly headers?: Readonly<Record<string, string>>;
        /** Never answers. */
        readonly silent?: boolean;
      }
    | undefined;
  /** Forgets all calls, and the refusal. */
  readonly clears?: boolean;
}

export interface FromPushServices {
  readonly id: number;
  readonly calls: readonly PushCall[];
  readonly ports?: Readonly<Record<PushCall['service'] | 'browsers', number>>;
}

export interface BrowserSubscription {
  readonly endpoint: string;
  readonly keys: { readonly p256dh: string; readonly auth: string };
  readonly clientHash: string;
}

/** The push services, in a separate process. */
export class PushServices {
  private counter = 0;
  private ports: FromPushServices['ports'];
  private readonly waiting = new Map<number, (answer: FromPushServices) => void>();
  private readonly folder = mkdtempSync(join(tmpdir(), 'userkeep-push-'));
  private readonly trusted = getCACertificates('default');

  private constructor(private readonly child: ChildProcess) {
    child.on('message', (message) => {
      const answer = message as FromPushServices;
      this.waiting.get(answer.id)?.(answer);
    });
  }

  static async start(): Promise<PushServices> {
    const child = fork(join(__dirname, 'push-services.child.ts'), {
      execArgv: ['--require', join(__dirname, '../faults/support/run-typescript.cjs')],
      env: { PATH: process.env.PATH },
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    const services = new PushServices(child);
    services.ports = (await new Promise<FromPushServices>((resolve) => services.waiting.set(0, resolve))).ports;
    const certificate = readFileSync(join(__dirname, 'certificates/mail-server.pem'), 'utf8');
    setDefaultCACertificates([...services.trusted, certificate]);
    return services;
  }

  /** The settings of a node that sends through them. */
  get env(): NodeJS.ProcessEnv {
    const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
    const elliptic = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
    const pem = { format: 'pem', type: 'pkcs8' } as const;
    const account = {
      project_id: 'the-app',
      client_email: 'userkeep@the-app.example.com',
      private_key: rsa.export(pem),
      token_uri: `http://localhost:${this.ports?.fcm}/token`,
    };
    return {
      WEB_PUSH_KEY: createWebPushKey(),
      WEB_PUSH_HOSTS: 'localhost,10.0.0.1',
      WEB_PUSH_CONTACT: 'mailto:operator@example.com',
      FCM_SERVICE_ACCOUNT: this.file('account.json', JSON.stringify(account)),
      FCM_URL: `http://localhost:${this.ports?.fcm}`,
      APNS_KEY: this.file('key.p8', String(elliptic.export(pem))),
      APNS_KEY_ID: 'ABC123DEFG',
      APNS_TEAM_ID: 'DEF123GHIJ',
      APNS_TOPIC: 'com.example.app',
      APNS_URL: `https://localhost:${this.ports?.apns}`,
      OUTGOING_NETWORKS: '127.0.0.1/32',
    };
  }

  /** Subscribes as a browser does. */
  async subscribe(applicationServerKey: string): Promise<BrowserSubscription> {
    const { data } = await this.askBrowser('subscribe', { userVisibleOnly: 'true', applicationServerKey });
    const { endpoint, keys, clientHash } = data as BrowserSubscription;
    return { endpoint: endpoint.replace(/^http:\/\/localhost:\d+/, this.webPushUrl), keys, clientHash };
  }

  /** The messages that a browser has received and decrypted. */
  async messagesOf({ clientHash }: BrowserSubscription): Promise<Record<string, unknown>[]> {
    const { data } = await this.askBrowser('get-notifications', { clientHash });
    return ((data as { messages: string[] } | undefined)?.messages ?? []).map((text) => JSON.parse(text));
  }

  async expire({ clientHash }: BrowserSubscription): Promise<void> {
    await this.askBrowser(`expire-subscription/${clientHash}`, {});
  }

  get webPushUrl(): string {
    return `https://localhost:${this.ports?.['web-push']}`;
  }

  async refuse(refusal: ToPushServices['refusal']): Promise<void> {
    await this.request({ refusal });
  }

  async calls(service?: PushCall['service']): Promise<readonly PushCall[]> {
    const { calls } = await this.request({});
    return calls.filter((call) => service === undefined || call.service === service);
  }

  async clear(): Promise<void> {
    await this.request({ clears: true });
  }

  async stop(): Promise<void> {
    setDefaultCACertificates(this.trusted);
    rmSync(this.folder, { recursive: true, force: true });
    const ended = new Promise((resolve) => this.child.once('exit', resolve));
    this.child.kill('SIGKILL');
    await ended;
  }

  private async askBrowser(path: string, body: object): Promise<{ data?: unknown }> {
    const answer = await fetch(`http://127.0.0.1:${this.ports?.browsers}/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    return (await answer.json().catch(() => ({}))) as { data?: unknown };
  }

  private file(name: string, content: string): string {
    const path = join(this.folder, name);
    writeFileSync(path, content);
    return path;
  }

  private request(what: Omit<ToPushServices, 'id'>): Promise<FromPushServices> {
    const id = ++this.counter;
    return new Promise((resolve) => {
      this.waiting.set(id, resolve);
      this.child.send({ id, ...what });
    });
  }
}

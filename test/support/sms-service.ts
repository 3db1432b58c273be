import { fork, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { until } from './two-nodes';

export interface SmsCall {
  readonly path: string;
  readonly authorization: string | undefined;
  readonly form: Readonly<Record<string, string>>;
}

export interface ToSmsService {
  readonly id: number;
  readonly refusal?: { readonly status: number; readonly code?: number } | 'silent' | undefined;
  /** Forgets all calls, and the refusal. */
  readonly clears?: boolean;
}

export interface FromSmsService {
  readonly id: number;
  readonly port: number;
  readonly calls: readonly SmsCall[];
}

/** A service with the API of Twilio, in a separate process. */
export class SmsService {
  private counter = 0;
  private port = 0;
  private readonly waiting = new Map<number, (answer: FromSmsService) => void>();

  private constructor(private readonly child: ChildProcess) {
    child.on('message', (message) => {
      const answer = message as FromSmsService;
      this.waiting.get(answer.id)?.(answer);
    });
  }

  static async start(): Promise<SmsService> {
    const child = fork(join(__dirname, 'sms-service.child.ts'), {
      execArgv: ['--require', join(__dirname, '../faults/support/run-typescript.cjs')],
      env: { PATH: process.env.PATH },
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    const service = new SmsService(child);
    service.port = (await new Promise<FromSmsService>((resolve) => service.waiting.set(0, resolve))).port;
    return service;
  }

  /** The settings of a node that sends through it. */
  get env(): NodeJS.ProcessEnv {
    return {
      SMS_SENDER: 'twilio',
      SMS_COUNTRIES: 'DE,US',
      TWILIO_URL: `http://localhost:${this.port}`,
      TWILIO_ACCOUNT_SID: 'AC-test',
      TWILIO_AUTH_TOKEN: 'the auth token',
      TWILIO_FROM: '+14155552671',
    };
  }

  async refuse(refusal: ToSmsService['refusal']): Promise<void> {
    await this.request({ refusal });
  }

  async callsTo(number: string): Promise<readonly SmsCall[]> {
    return (await this.request({})).calls.filter(({ form }) => form.To === number);
  }

  /** Waits for this many text messages to a number, and returns their texts. */
  async textsTo(number: string, count = 1): Promise<string[]> {
    await until(async () => (await this.callsTo(number)).length >= count);
    return (await this.callsTo(number)).map(({ form }) => form.Body ?? '');
  }

  /** Waits for the newest of this many codes. */
  async codeTo(number: string, count = 1): Promise<string> {
    const texts = await this.textsTo(number, count);
    return /\d{4} \d{4}/.exec(texts.at(-1) ?? '')?.[0] ?? '';
  }

  async clear(): Promise<void> {
    await this.request({ clears: true });
  }

  async stop(): Promise<void> {
    const ended = new Promise((resolve) => this.child.once('exit', resolve));
    this.child.kill('SIGKILL');
    await ended;
  }

  private request(what: Omit<ToSmsService, 'id'>): Promise<FromSmsService> {
    const id = ++this.counter;
    return new Promise((resolve) => {
      this.waiting.set(id, resolve);
      this.child.send({ id, ...what });
    });
  }
}

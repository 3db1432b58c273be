import { request, type ClientRequest, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';

export interface StreamEvent {
  readonly id: string | undefined;
  readonly event: string;
  readonly data: any; // tests read data of every shape
}

export interface StreamOptions {
  readonly token?: string | undefined;
  readonly lastEventId?: string | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** For example `?ticket=…`. */
  readonly query?: string | undefined;
}

/** Whether a response is a stream of events, which never ends by itself. */
export function isEventStream(headers: Readonly<Record<string, string | string[] | undefined>>): boolean {
  return String(headers['content-type'] ?? '').startsWith('text/event-stream');
}

/** Reads the stream as the standard says: the last ID stays until another one comes, also without an event. */
export class StreamClient {
  readonly events: StreamEvent[] = [];
  lastEventId: string | undefined;
  retryMs: number | undefined;
  comments = 0;
  hasEnded = false;
  /** The body of a response that is no stream. */
  body: any;
  private rest = '';
  private readonly waiting = new Set<() => void>();

  private constructor(
    readonly status: number,
    readonly headers: IncomingHttpHeaders,
    private readonly sent: ClientRequest,
    private readonly incoming: IncomingMessage,
  ) {
    incoming.setEncoding('utf8');
    incoming.on('data', (chunk: string) => this.take(chunk));
    for (const end of ['end', 'error', 'close']) incoming.on(end, () => this.close());
  }

  static async open(url: string, { token, lastEventId, headers, query = '' }: StreamOptions): Promise<StreamClient> {
    const client = await new Promise<StreamClient>((resolve, reject) => {
      const sent = request(`${url}/v1/me/stream${query}`, {
        agent: false,
        headers: {
          accept: 'text/event-stream',
          ...(token && { authorization: `Bearer ${token}` }),
          ...(lastEventId !== undefined && { 'last-event-id': lastEventId }),
          ...headers,
        },
      });
      sent.on('error', reject);
      sent.on('response', (incoming) =>
        resolve(new StreamClient(incoming.statusCode ?? 0, incoming.headers, sent, incoming)),
      );
      sent.end();
    });
    if (isEventStream(client.headers)) return client;
    await client.ended();
    client.body = JSON.parse(client.rest);
    return client;
  }

  /** Waits for an event of this kind that comes after the ones that were returned before. */
  async next(kind?: string, withinMs = 30_000): Promise<StreamEvent> {
    await this.until(() => this.events.slice(this.read).some(({ event }) => kind === undefined || event === kind), {
      withinMs,
      what: `an event ${kind ?? ''}`,
    });
    const at = this.events.findIndex(({ event }, index) => index >= this.read && (!kind || event === kind));
    this.read = at + 1;
    return this.events[at] as StreamEvent;
  }
  private read = 0;

  async ended(withinMs = 30_000): Promise<void> {
    await this.until(() => this.hasEnded, { withinMs, what: 'the end' });
  }

  async until(isTrue: () => boolean, { withinMs = 30_000, what = 'the condition' } = {}): Promise<void> {
    const end = performance.now() + withinMs;
    while (!isTrue()) {
      const leftMs = end - performance.now();
      if (leftMs <= 0) throw new Error(`The stream did not bring ${what} within ${withinMs} ms: ${this.summary()}`);
      if (this.hasEnded) throw new Error(`The stream ended before it brought ${what}: ${this.summary()}`);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, leftMs);
        this.waiting.add(() => {
          clearTimeout(timer);
          resolve();
        });
      });
    }
  }

  /** Stops reading, as a client with a slow connection. */
  pause(): void {
    this.incoming.pause();
    this.incoming.socket.pause();
  }

  stop(): void {
    this.sent.destroy();
  }

  private take(chunk: string): void {
    this.rest += chunk;
    if (!isEventStream(this.headers)) return;
    const blocks = this.rest.split('\n\n');
    this.rest = blocks.pop() as string;
    for (const block of blocks) this.takeBlock(block);
    this.wake();
  }

  private takeBlock(block: string): void {
    const fields = new Map<string, string>();
    for (const line of block.split('\n')) {
      if (line.startsWith(':')) this.comments++;
      const [, name = '', value = ''] = /^([a-z]+): ?(.*)$/.exec(line) ?? [];
      if (name) fields.set(name, value);
    }
    if (fields.has('retry')) this.retryMs = Number(fields.get('retry'));
    if (fields.has('id')) this.lastEventId = fields.get('id');
    const data = fields.get('data');
    if (data === undefined) return;
    this.events.push({ id: fields.get('id'), event: fields.get('event') ?? 'message', data: JSON.parse(data) });
  }

  private close(): void {
    this.hasEnded = true;
    this.wake();
  }

  private wake(): void {
    for (const wake of this.waiting) wake();
    this.waiting.clear();
  }

  private summary(): string {
    return JSON.stringify(this.events.slice(-5));
  }
}

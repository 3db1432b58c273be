import { setTimeout as pause } from 'node:timers/promises';
import { StreamClient } from '@test/support/stream-client';

/** A real client waits as well. Meanwhile, changes are made that it has to catch up with. */
const RETRY_MS = 200;

/** A client that keeps a stream open on one of several nodes, and connects to the next one when it ends. */
export class StreamReader {
  /** What the profile said in each event. */
  readonly bios: string[] = [];
  /** Events of other kinds, except `ready` and `drain`. */
  readonly others: string[] = [];
  connections = 0;
  /** Attempts to connect that failed. */
  refusals = 0;
  private client: StreamClient | undefined;
  private lastEventId: string | undefined;
  private isStopped = false;
  private loop: Promise<void> | undefined;

  constructor(
    private readonly urls: () => readonly string[],
    private readonly token: string,
    private readonly resumes: boolean,
    /** Ends when the client may connect again after a connection has ended. */
    private readonly away: () => Promise<unknown> = () => pause(RETRY_MS),
  ) {}

  start(): void {
    this.loop = this.run();
  }

  async stop(): Promise<void> {
    this.isStopped = true;
    this.client?.stop();
    await this.loop;
  }

  private async run(): Promise<void> {
    for (let turn = 0; !this.isStopped; turn++) {
      const urls = this.urls();
      await this.readFrom(urls[turn % urls.length] as string);
      if (!this.isStopped) await this.away();
    }
  }

  private async readFrom(url: string): Promise<void> {
    const { token, lastEventId } = this;
    const options = { token, ...(this.resumes && { lastEventId }) };
    const client = await StreamClient.open(url, options).catch(() => undefined);
    if (client?.status !== 200) return void this.refusals++;
    this.client = client;
    this.connections++;
    let seen = 0;
    const take = () => {
      for (const { event, data } of client.events.slice(seen)) {
        if (event === 'profile.changed') this.bios.push(data.bio as string);
        else if (event !== 'ready' && event !== 'drain') this.others.push(event);
      }
      seen = client.events.length;
      this.lastEventId = client.lastEventId ?? this.lastEventId;
      return client.hasEnded || this.isStopped;
    };
    await client.until(take, { withinMs: 600_000 }).catch(() => undefined);
    take();
  }
}

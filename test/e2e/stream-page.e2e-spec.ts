import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { StreamClient } from '@test/support/stream-client';
import { TestApi, type TestUser } from '@test/support/test-api';
import { setBioOn } from '@test/support/test-streams';
import { until } from '@test/support/two-nodes';

type OnEvent = (kind: string, data: any) => void;
type Open = (onEvent: OnEvent) => () => void;
type Call = (path: string, options?: RequestInit) => Promise<Response>;

const PAGE = readFileSync(join(__dirname, '../../docs/live-stream.md'), 'utf8');
const CODE = [...PAGE.matchAll(/^```js\n([\s\S]*?)^```$/gm)].map(([, code = '']) => code);

/** The part of a browser's `EventSource` that the page uses. */
class TestEventSource {
  static readonly open: StreamClient[] = [];
  onerror: (() => void) | undefined;
  private readonly listeners = new Map<string, (event: { data: string; lastEventId: string }) => void>();
  private isClosed = false;

  constructor(url: string) {
    void this.run(new URL(url));
  }

  addEventListener(kind: string, listener: (event: { data: string; lastEventId: string }) => void): void {
    this.listeners.set(kind, listener);
  }

  close(): void {
    this.isClosed = true;
  }

  private async run({ origin, search }: URL): Promise<void> {
    const client = await StreamClient.open(origin, { query: search });
    TestEventSource.open.push(client);
    for (let at = 0; !client.hasEnded && !this.isClosed; at++) {
      await client.until(() => client.hasEnded || client.events.length > at, { withinMs: 60_000 });
      const { event, data, id } = client.events[at] ?? {};
      if (event) this.listeners.get(event)?.({ data: JSON.stringify(data), lastEventId: id ?? '' });
    }
    client.stop();
    if (!this.isClosed) this.onerror?.();
  }
}

describe('The code of docs/live-stream.md', () => {
  let api: TestApi;
  let user: TestUser;

  beforeAll(async () => {
    api = await TestApi.start();
  });
  afterAll(() => api.stop());

  /** Runs the code with `call`, `API` and `EventSource` as the page assumes them. */
  const functionOf = (name: string, call: Call): Open => {
    const code = CODE.find((block) => block.includes(`function ${name}(`));
    // oxlint-disable-next-line typescript/no-implied-eval -- it runs the code of our own page
    return new Function('call', 'API', 'EventSource', `${code}; return ${name};`)(call, api.url, TestEventSource);
  };

  it.each(['openStream', 'openEventSource'])('receives events with %s, even after a lost connection', async (name) => {
    user = await api.register(name.toLowerCase());
    const connections: AbortController[] = [];
    const call: Call = (path, options = {}) => {
      const lost = new AbortController();
      connections.push(lost);
      const signal = AbortSignal.any([lost.signal, ...(options.signal ? [options.signal] : [])]);
      const headers = { ...(options.headers as object), authorization: `Bearer ${user.token}` };
      return fetch(api.url + path, { ...options, headers, signal });
    };
    const seen: [string, unknown][] = [];
    const close = functionOf(name, call)((kind, data) => void seen.push([kind, data]));
    await until(async () => seen.length === 1);
    await setBioOn(api, user, 'one');
    await until(async () => seen.length === 2);
    for (const connection of connections) connection.abort();
    for (const client of TestEventSource.open.splice(0)) client.stop();
    await setBioOn(api, user, 'two');
    await until(async () => seen.length === 3);
    expect(seen).toEqual([
      ['ready', {}],
      ['profile.changed', { bio: 'one' }],
      ['profile.changed', { bio: 'two' }],
    ]);
    close();
    for (const client of TestEventSource.open.splice(0)) client.stop();
  });
});

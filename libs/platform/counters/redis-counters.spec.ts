import { createServer, type Server, type Socket } from 'node:net';
import { Logger } from '@nestjs/common';
import { RedisCounters } from './redis-counters';

const LIMIT = { scope: '60:test', seconds: 60, requests: 100 };

/** The part of Redis that the counting script needs; it answers every other command with OK. */
function fakeRedis(): { server: Server; scripts: string[][]; sockets: Set<Socket> } {
  const totals = new Map<string, number>();
  const scripts: string[][] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    let unread = '';
    socket.on('data', (data) => {
      unread += data.toString();
      for (let command = takeCommand(); command; command = takeCommand()) reply(command);
    });
    const takeCommand = (): string[] | undefined => {
      const parts = unread.split('\r\n');
      const size = Number(parts[0]?.slice(1));
      if (!size || parts.length < 2 * size + 2) return undefined;
      unread = parts.slice(2 * size + 1).join('\r\n');
      return Array.from({ length: size }, (_, n) => parts[2 * n + 2] as string);
    };
    const reply = (command: string[]) => {
      const [name = '', , , key = ''] = command;
      if (!/^eval/i.test(name)) return socket.write('+OK\r\n');
      scripts.push(command);
      totals.set(key, (totals.get(key) ?? 0) + 1);
      socket.write(`:${totals.get(key)}\r\n`);
    };
  });
  return { server, scripts, sockets };
}

describe('RedisCounters', () => {
  const opened: RedisCounters[] = [];
  const servers: ReturnType<typeof fakeRedis>[] = [];
  beforeAll(() => Logger.overrideLogger(false));
  afterEach(() => {
    opened.splice(0).forEach((counters) => counters.beforeApplicationShutdown());
    servers.splice(0).forEach(({ server, sockets }) => {
      server.close();
      sockets.forEach((socket) => socket.destroy());
    });
  });
  const over = (port: number) => {
    const counters = new RedisCounters(`redis://127.0.0.1:${port}`, () => 1_800_000_030_000);
    opened.push(counters);
    return counters;
  };
  const listening = (redis: ReturnType<typeof fakeRedis>) => {
    servers.push(redis);
    const { server } = redis;
    return new Promise<number>((resolve) =>
      server.listen(0, '127.0.0.1', () => resolve((server.address() as { port: number }).port)),
    );
  };

  it('add up the requests of several nodes, in one round trip each, under hashed keys', async () => {
    const redis = fakeRedis();
    const port = await listening(redis);
    const [one, two] = [over(port), over(port)];
    await Promise.all([one.onModuleInit(), two.onModuleInit()]);
    const counts = [
      await one.hit(LIMIT, '203.0.113.7'),
      await two.hit(LIMIT, '203.0.113.7'),
      await one.hit(LIMIT, 'other'),
    ];
    expect(counts).toEqual([
      { count: 1, resetSeconds: 30 },
      { count: 2, resetSeconds: 30 },
      { count: 1, resetSeconds: 30 },
    ]);
    expect(redis.scripts).toHaveLength(3);
    expect(redis.scripts.flat().join()).not.toContain('203.0.113.7');
  });

  it('count locally and reject no request while Redis is unavailable', async () => {
    const counters = over(1);
    await counters.onModuleInit();
    const counts = [await counters.hit(LIMIT, 'k'), await counters.hit(LIMIT, 'k')];
    expect(counts.map(({ count }) => count)).toEqual([1, 2]);
  });

  it('give each hit that waits for the same Redis call a unique number', async () => {
    const counters = over(1);
    const counts = await Promise.all(Array.from({ length: 20 }, () => counters.hit(LIMIT, 'k')));
    expect(counts.map(({ count }) => count)).toEqual(Array.from({ length: 20 }, (_, n) => n + 1));
  });

  it('continue the count when Redis becomes unavailable', async () => {
    const redis = fakeRedis();
    const counters = over(await listening(redis));
    await counters.onModuleInit();
    await counters.hit(LIMIT, 'k');
    redis.server.close();
    redis.sockets.forEach((socket) => socket.destroy());
    expect((await counters.hit(LIMIT, 'k')).count).toBe(2);
  });
});

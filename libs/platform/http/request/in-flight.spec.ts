import fastify, { type FastifyReply } from 'fastify';
import { InFlight } from './in-flight';

describe('Requests in flight', () => {
  it('are those not answered yet, in any order of completion', async () => {
    const server = fastify();
    const inFlight = new InFlight(server);
    const finish = new Map<string, () => void>();
    server.get<{ Params: { name: string } }>(
      '/:name',
      ({ params }) => new Promise<string>((resolve) => finish.set(params.name, () => resolve(params.name))),
    );
    const urls = () => inFlight.all().map(({ request }: FastifyReply) => request.url);
    const answers = ['/a', '/b', '/c'].map((url) => server.inject(url));
    // `inject` sends the request only once its promise is awaited.
    const all = Promise.all(answers);
    while (finish.size < 3) await new Promise(setImmediate);
    expect(urls()).toEqual(['/a', '/b', '/c']);
    for (const [name, left] of [
      ['a', ['/b', '/c']],
      ['c', ['/b']],
      ['b', []],
    ] as const) {
      finish.get(name)?.();
      await answers[['a', 'b', 'c'].indexOf(name)];
      expect(urls().sort()).toEqual(left);
    }
    await all;
    await server.close();
  });

  it('close their connections on request, including those that began before it', async () => {
    const server = fastify();
    const inFlight = new InFlight(server);
    let finish = () => undefined as void;
    server.get('/slow', () => new Promise<string>((resolve) => (finish = () => resolve('late'))));
    server.get('/quick', () => 'soon');
    const url = await server.listen({ port: 0, host: '127.0.0.1' });
    const closes = async (path: string) => (await fetch(url + path)).headers.get('connection');
    expect(await closes('/quick')).toBe('keep-alive');
    const slow = closes('/slow');
    while (inFlight.all().length === 0) await new Promise(setImmediate);
    inFlight.endConnections();
    expect(await closes('/quick')).toBe('close');
    finish();
    expect(await slow).toBe('close');
    await server.close();
  });
});

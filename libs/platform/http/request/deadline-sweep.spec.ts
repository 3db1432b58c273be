import { setTimeout as pause } from 'node:timers/promises';
import fastify, { type FastifyRequest } from 'fastify';
import { ServiceProblems } from '@platform/errors/platform.errors';
import type { Problem } from '@platform/errors/problem';
import { registerDeadlineSweep } from './deadline-sweep';
import { InFlight } from './in-flight';
import { registerRequestWork } from './request-work';

describe('The request deadline', () => {
  it('answers for a handler that does not, and ignores one that may take its time', async () => {
    const server = fastify();
    registerRequestWork(server, 50);
    registerDeadlineSweep(
      server,
      new InFlight(server),
      (error, _request, reply) => void reply.status((error as Problem).status).send('late'),
    );
    server.get('/never', () => new Promise(() => undefined));
    let finish = () => undefined as void;
    server.get('/unhurried', async (request) => {
      request.work.deadline = Infinity;
      await new Promise<void>((resolve) => (finish = resolve));
      return 'done';
    });
    const unhurried = server.inject('/unhurried');
    const never = await server.inject('/never');
    expect([never.statusCode, never.body]).toEqual([ServiceProblems.unavailable().status, 'late']);
    finish();
    expect((await unhurried).body).toBe('done');
    await server.close();
  });

  it('forgets a request whose client has disconnected, without a response', async () => {
    const server = fastify();
    const answer = jest.fn();
    registerRequestWork(server, 60_000);
    registerDeadlineSweep(server, new InFlight(server), answer);
    const received = new Promise<FastifyRequest>((resolve) =>
      server.get('/never', (request) => new Promise(() => resolve(request))),
    );
    const url = await server.listen({ port: 0, host: '127.0.0.1' });
    const client = new AbortController();
    const aborted = fetch(`${url}/never`, { signal: client.signal }).catch((error: Error) => error.name);
    const request = await received;
    expect(request.slot).toBe(0);
    client.abort();
    expect(await aborted).toBe('AbortError');
    for (let tries = 0; request.slot >= 0 && tries < 400; tries++) await pause(5);
    expect(request.slot).toBe(-1);
    expect(answer).not.toHaveBeenCalled();
    await server.close();
  });
});

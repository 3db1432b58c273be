import fastify from 'fastify';
import { ServiceProblems } from '@platform/errors/platform.errors';
import type { Problem } from '@platform/errors/problem';
import { registerDeadlineSweep } from './in-flight';
import { registerRequestWork } from './request-work';

describe('The request deadline', () => {
  it('answers for a handler that never does, and leaves alone one that may take its time', async () => {
    const server = fastify();
    registerRequestWork(server, 50);
    registerDeadlineSweep(
      server,
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
});

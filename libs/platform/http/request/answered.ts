import type { FastifyInstance } from 'fastify';
import type { WorkContext } from '@platform/context/work-context';

/** What there is to tell of a request once it has been answered. */
export interface Answered {
  /** The route's pattern, not its address: that may hold ids and search terms. */
  readonly route: string;
  readonly method: string;
  readonly status: number;
  readonly ms: number;
  readonly work: WorkContext;
}

/** Tells everybody who counts or logs requests, in one go: to find the route again costs as much as to count it. */
export function tellOfAnswers(fastify: FastifyInstance, listeners: readonly ((answered: Answered) => void)[]): void {
  fastify.addHook('onResponse', (request, reply, done) => {
    const answered: Answered = {
      route: request.routeOptions.url ?? 'unknown',
      method: request.method,
      status: reply.statusCode,
      ms: reply.elapsedTime,
      work: request.work,
    };
    for (const listener of listeners) listener(answered);
    done();
  });
}

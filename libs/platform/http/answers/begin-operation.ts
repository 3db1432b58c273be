import type { FastifyRequest } from 'fastify';
import { operationOf } from './operation';

/** Tells the request what its route has declared, as soon as it is known which route that is. */
export function beginOperation(request: FastifyRequest, handler: object): void {
  const operation = operationOf(handler);
  request.answerShapes = operation;
  if (operation?.unhurried) request.work.deadline = Infinity;
}

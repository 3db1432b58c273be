import type { FastifyRequest } from 'fastify';
import { operationOf } from './operation';

/** Passes the declarations of the route to the request as soon as the router has matched it. */
export function beginOperation(request: FastifyRequest, handler: object): void {
  const operation = operationOf(handler);
  request.answerShapes = operation;
  if (operation?.unhurried) request.work.deadline = Infinity;
}

import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { UserPrincipal } from '@platform/access/principal';
import { currentWork } from '@platform/context/work-context';
import { AccessProblems } from '@platform/errors/platform.errors';

/** The signed-in user as a controller parameter. */
export const CurrentUser = createParamDecorator((_: unknown, context: ExecutionContext) => {
  return requireUser(context.switchToHttp().getRequest<FastifyRequest>().work.principal);
});

/** The signed-in user of the current work, for services that no parameter reaches. */
export function currentUser(): UserPrincipal {
  return requireUser(currentWork()?.principal);
}

function requireUser(principal: unknown): UserPrincipal {
  const user = principal as UserPrincipal | undefined;
  if (user?.kind !== 'user') throw AccessProblems.not_signed_in();
  return user;
}

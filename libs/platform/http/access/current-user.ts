import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { UserPrincipal } from '@platform/access/principal';
import { AccessProblems } from '@platform/errors/platform.errors';
import { requestOf } from '../request/request-of';

/** On a route for everyone that recognises: who is signed in, if anybody is. */
export const PossibleUser = createParamDecorator((_: unknown, context: ExecutionContext): UserPrincipal | undefined => {
  const { principal } = requestOf(context).work;
  return principal?.kind === 'user' ? principal : undefined;
});

/** The signed-in user as a controller parameter. */
export const CurrentUser = createParamDecorator((_: unknown, context: ExecutionContext): UserPrincipal => {
  const { principal } = requestOf(context).work;
  if (principal?.kind !== 'user') throw AccessProblems.not_signed_in();
  return principal;
});

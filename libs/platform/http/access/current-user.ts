import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { Caller, SessionPrincipal, UserPrincipal } from '@platform/access/principal';
import { AccessProblems } from '@platform/errors/platform.errors';
import { requestOf } from '../request/request-of';

/** The signed-in user, if any, on a route for everyone that recognises users. */
export const OptionalUser = createParamDecorator((_: unknown, context: ExecutionContext): UserPrincipal | undefined => {
  const { principal } = requestOf(context).work;
  return principal?.kind === 'user' ? principal : undefined;
});

/** The session, if any, on such a route. API keys are rejected. */
export const OptionalSession = createParamDecorator(
  (_: unknown, context: ExecutionContext): SessionPrincipal | undefined => {
    const { principal } = requestOf(context).work;
    return principal === undefined ? undefined : sessionOf(context);
  },
);

/** The user, who is signed in or acts through an API key, as a controller parameter. */
export const CurrentUser = createParamDecorator((_: unknown, context: ExecutionContext): UserPrincipal =>
  userOf(context),
);

/** The user and the session, on a route that concerns the session. API keys are rejected. */
export const CurrentSession = createParamDecorator((_: unknown, context: ExecutionContext): SessionPrincipal =>
  sessionOf(context),
);

/** The caller with the permission: a user or an app. */
export const CurrentCaller = createParamDecorator((_: unknown, context: ExecutionContext): Caller => {
  const { principal } = requestOf(context).work;
  if (!principal || principal.kind === 'system') throw AccessProblems.not_signed_in();
  return principal;
});

function sessionOf(context: ExecutionContext): SessionPrincipal {
  const user = userOf(context);
  if (user.key) throw AccessProblems.api_key_not_allowed();
  return user;
}

function userOf(context: ExecutionContext): UserPrincipal {
  const { principal } = requestOf(context).work;
  if (principal?.kind === 'app') throw AccessProblems.users_only();
  if (principal?.kind !== 'user') throw AccessProblems.not_signed_in();
  return principal;
}

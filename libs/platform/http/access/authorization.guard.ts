import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { AccessProblems } from '@platform/errors/platform.errors';
import { requestOf } from '../request/request-of';
import { audienceOf, isAnonymous, type Audience } from './audience';
import { Authenticator } from './authenticator';
import { keyRefusal } from './key-refusal.rule';
import { permissionMissing } from './permission-missing';

/** The last guard. It denies access unless the audience of the route allows it. */
@Injectable()
export class AuthorizationGuard implements CanActivate {
  constructor(private readonly authenticator: Authenticator) {}

  canActivate(context: ExecutionContext): true | Promise<true> {
    const audience = audienceOf(context.getHandler());
    if (isAnonymous(audience)) return true;
    const request = requestOf(context);
    if (request.refusedCredentials && !hasSessionCookie(audience, request)) throw request.refusedCredentials;
    const { principal } = request.work;
    if (!principal || principal.kind === 'system') {
      if (audience?.kind === 'everyone') return true;
      throw AccessProblems.not_signed_in();
    }
    if (!audience) throw new Error('This route declares no audience.');
    if (principal.kind === 'app' || principal.key) {
      const refusal = keyRefusal(audience, principal, request.method);
      if (refusal) throw refusal;
    }
    if (audience.kind === 'everyone') return true;
    if (audience.kind === 'permission') {
      const missing = audience.permissions.find((permission) => !principal.permissions.has(permission));
      if (missing !== undefined) throw permissionMissing(missing);
    }
    return audience.stepUp ? this.authenticator.requireStepUp(principal).then(() => true) : true;
  }
}

/** If the access token of a page that was open for a long time has expired, the cookie still identifies the session. */
function hasSessionCookie(audience: Audience | undefined, { headers }: FastifyRequest): boolean {
  return audience?.kind === 'everyone' && audience.cookie === true && headers.cookie !== undefined;
}

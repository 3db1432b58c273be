import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Caller } from '@platform/access/principal';
import type { Problem } from '@platform/errors/problem';
import { beginOperation } from '../answers/begin-operation';
import { requestOf } from '../request/request-of';
import { audienceOf, isAnonymous, isOpenWithoutHeader } from './audience';
import { Authenticator } from './authenticator';

declare module 'fastify' {
  interface FastifyRequest {
    /** The error of invalid credentials. It is thrown after the rate limit has counted the attempt. */
    refusedCredentials?: Problem;
  }
}

/** The first guard: authenticates the caller. The last guard authorises it. */
@Injectable()
export class AuthenticationGuard implements CanActivate {
  constructor(private readonly authenticator: Authenticator) {}

  canActivate(context: ExecutionContext): true | Promise<true> {
    const request = requestOf(context);
    const handler = context.getHandler();
    beginOperation(request, handler);
    if (request.headers.authorization === undefined) {
      if (!isOpenWithoutHeader(audienceOf(handler))) return true;
      return this.awaitPrincipal(request, this.authenticator.authenticateWithoutHeader(request));
    }
    // A public route must not fail because a client still sends an old token.
    if (isAnonymous(audienceOf(handler))) return true;
    try {
      const principal = this.authenticator.authenticate(context);
      if (principal instanceof Promise) return this.awaitPrincipal(request, principal);
      request.work.principal = principal;
    } catch (error) {
      request.refusedCredentials = error as Problem;
    }
    return true;
  }

  private async awaitPrincipal(request: FastifyRequest, principal: Promise<Caller>): Promise<true> {
    try {
      request.work.principal = await principal;
    } catch (error) {
      request.refusedCredentials = error as Problem;
    }
    return true;
  }
}

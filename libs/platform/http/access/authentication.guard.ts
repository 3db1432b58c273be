import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import type { Problem } from '@platform/errors/problem';
import { AUDIENCE, type Audience } from './audience';
import { Authenticator } from './authenticator';

declare module 'fastify' {
  interface FastifyRequest {
    /** Why the presented credentials were refused. Kept until the rate limit has counted the attempt. */
    refusedCredentials?: Problem;
  }
}

/** First guard: finds out who is calling. What that allows is decided by the last guard. */
@Injectable()
export class AuthenticationGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly authenticator: Authenticator,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const audience = this.reflector.get<Audience | undefined>(AUDIENCE, context.getHandler());
    // A public route must not fail because a client still carries an old token.
    if (request.headers.authorization === undefined || audience?.kind === 'everyone') return true;
    try {
      request.work.principal = await this.authenticator.authenticate(context);
    } catch (error) {
      request.refusedCredentials = error as Problem;
    }
    return true;
  }
}

import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { AccessProblems } from '@platform/errors/platform.errors';
import { AUDIENCE, type Audience } from './audience';
import { Authenticator } from './authenticator';

/** Last guard, default-deny: only what a route's audience names gets in. */
@Injectable()
export class AuthorizationGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly authenticator: Authenticator,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const audience = this.reflector.get<Audience | undefined>(AUDIENCE, context.getHandler());
    if (audience?.kind === 'everyone') return true;
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    if (request.refusedCredentials) throw request.refusedCredentials;
    const { principal } = request.work;
    if (principal?.kind !== 'user') throw AccessProblems.not_signed_in();
    if (!audience) throw AccessProblems.not_allowed();
    if (audience.kind === 'permission' && !principal.permissions.has(audience.permission)) {
      throw AccessProblems.not_allowed();
    }
    if (audience.stepUp && !(await this.authenticator.hasSteppedUp(principal))) throw AccessProblems.step_up_required();
    return true;
  }
}

import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { UserPrincipal } from '@platform/access/principal';
import { AccessProblems } from '@platform/errors/platform.errors';
import { requestOf } from '../request/request-of';
import { audienceOf, isAnonymous } from './audience';
import { Authenticator } from './authenticator';

/** Last guard, default-deny: only what a route's audience names gets in. */
@Injectable()
export class AuthorizationGuard implements CanActivate {
  constructor(private readonly authenticator: Authenticator) {}

  canActivate(context: ExecutionContext): true | Promise<true> {
    const audience = audienceOf(context.getHandler());
    if (isAnonymous(audience)) return true;
    const request = requestOf(context);
    if (request.refusedCredentials) throw request.refusedCredentials;
    if (audience?.kind === 'everyone') return true;
    const { principal } = request.work;
    if (principal?.kind !== 'user') throw AccessProblems.not_signed_in();
    if (!audience) throw AccessProblems.not_allowed();
    if (audience.kind === 'permission' && !principal.permissions.has(audience.permission)) {
      throw AccessProblems.not_allowed();
    }
    return audience.stepUp ? this.requireStepUp(principal) : true;
  }

  private async requireStepUp(principal: UserPrincipal): Promise<true> {
    if (!(await this.authenticator.hasSteppedUp(principal))) throw AccessProblems.step_up_required();
    return true;
  }
}

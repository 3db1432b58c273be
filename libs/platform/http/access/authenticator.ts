import type { ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Caller, SessionPrincipal, UserPrincipal } from '@platform/access/principal';
import { AccessProblems } from '@platform/errors/platform.errors';

/** Authenticates the caller by the credentials of a request. The feature that issues credentials provides it. */
export abstract class Authenticator {
  /** Throws a problem if the credentials are invalid. */
  abstract authenticate(context: ExecutionContext): Caller | Promise<Caller>;

  /** The same for a request without the `Authorization` header: by a ticket in the URL or by the refresh cookie. */
  abstract authenticateWithoutHeader(request: FastifyRequest): Promise<SessionPrincipal>;

  /** The caller with the current rights, for a response that takes long. Throws if the session or key has ended. */
  abstract current(caller: Caller): Promise<Caller>;

  /** Whether the user has recently completed step-up authentication. It is never true for an API key. */
  abstract hasSteppedUp(principal: UserPrincipal): Promise<boolean>;

  /**
   * For routes where only some requests require step-up authentication. Other routes declare `stepUp` in their
   * audience.
   */
  async requireStepUp(caller: Caller): Promise<void> {
    if (caller.kind === 'app' || caller.key) throw AccessProblems.api_key_not_allowed();
    if (!(await this.hasSteppedUp(caller))) throw AccessProblems.step_up_required();
  }
}

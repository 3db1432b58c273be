import type { ExecutionContext } from '@nestjs/common';
import type { Caller, UserPrincipal } from '@platform/access/principal';
import { AccessProblems } from '@platform/errors/platform.errors';

/** Turns a request's credentials into who is acting. The feature that issues credentials provides it. */
export abstract class Authenticator {
  /** Throws a problem if the credentials are invalid. */
  abstract authenticate(context: ExecutionContext): Caller | Promise<Caller>;

  /** Whether this principal proved recently who it is. A key never does. */
  abstract hasSteppedUp(principal: UserPrincipal): Promise<boolean>;

  /** For routes where only some requests are that sensitive; the others say `stepUp` with their audience. */
  async requireStepUp(caller: Caller): Promise<void> {
    if (caller.kind === 'app' || caller.key) throw AccessProblems.api_key_not_allowed();
    if (!(await this.hasSteppedUp(caller))) throw AccessProblems.step_up_required();
  }
}

import type { ExecutionContext } from '@nestjs/common';
import type { Caller, UserPrincipal } from '@platform/access/principal';

/** Turns a request's credentials into who is acting. The feature that issues credentials provides it. */
export abstract class Authenticator {
  /** Throws a problem for credentials that are no good; never guesses. */
  abstract authenticate(context: ExecutionContext): Caller | Promise<Caller>;

  /** Whether this principal proved recently who it is. A key never does. */
  abstract hasSteppedUp(principal: UserPrincipal): Promise<boolean>;
}

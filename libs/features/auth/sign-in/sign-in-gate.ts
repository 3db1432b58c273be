import { Injectable } from '@nestjs/common';
import { Problem } from '@platform/errors/problem';
import type { UserId } from '@platform/ids/ids';
import { AuthProblems } from '../auth.errors';
import type { AcceptedTextDto } from './accepted-text.dto';

export interface GateRequest {
  readonly userId: UserId;
  /** Whether the account is created now. */
  readonly isNew: boolean;
  /** The texts that the user accepts with this request. */
  readonly accepted: readonly AcceptedTextDto[];
}

/** A reason to refuse sign-ins and new accounts. */
export interface GateKeeper {
  /**
   * Throws a problem to refuse. Runs in the transaction that opens the session or creates the account, so that what it
   * stores exists exactly if the sign-in succeeds.
   */
  pass(request: GateRequest): Promise<void>;
  /** Throws a problem if no account could be created with these texts. It must not depend on any account. */
  refuseNew(accepted: readonly AcceptedTextDto[]): Promise<void>;
}

/** Runs a sign-in with the right credentials. If only a consent is missing, it does not count as an attempt. */
export async function unlessConsentIsMissing<T>(work: () => Promise<T>, returnTry: () => Promise<void>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Problem && error.code === AuthProblems.consent_required.code) await returnTry();
    throw error;
  }
}

/** Asks other features before a session is opened or an account is created, whatever the sign-in method. */
@Injectable()
export class SignInGate {
  private readonly keepers: GateKeeper[] = [];

  register(keeper: GateKeeper): void {
    this.keepers.push(keeper);
  }

  async pass(request: GateRequest): Promise<void> {
    for (const keeper of this.keepers) await keeper.pass(request);
  }

  async refuseNew(accepted: readonly AcceptedTextDto[] = []): Promise<void> {
    for (const keeper of this.keepers) await keeper.refuseNew(accepted);
  }
}

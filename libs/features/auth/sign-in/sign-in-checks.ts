import { Injectable } from '@nestjs/common';
import { Problem } from '@platform/errors/problem';
import type { UserId } from '@platform/ids/ids';
import { AuthProblems } from '../auth.errors';
import type { AcceptedTextDto } from './accepted-text.dto';

export interface CheckedSignIn {
  readonly userId: UserId;
  /** Whether the account is created now. */
  readonly isNew: boolean;
  /** The texts that the user accepts with this request. */
  readonly accepted: readonly AcceptedTextDto[];
}

/** Another feature's check of sign-ins and new accounts. */
export interface SignInCheck {
  /**
   * Throws a problem to refuse. Runs in the transaction that opens the session or creates the account, so that what it
   * stores exists exactly if the sign-in succeeds.
   */
  check(request: CheckedSignIn): Promise<void>;
  /** Throws a problem if no account could be created with these texts. It must not depend on any account. */
  checkWithoutAccount(accepted: readonly AcceptedTextDto[]): Promise<void>;
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

/** Runs the checks of other features before a session is opened or an account is created, whatever the sign-in method. */
@Injectable()
export class SignInChecks {
  private readonly checks: SignInCheck[] = [];

  register(check: SignInCheck): void {
    this.checks.push(check);
  }

  async run(request: CheckedSignIn): Promise<void> {
    for (const check of this.checks) await check.check(request);
  }

  async runWithoutAccount(accepted: readonly AcceptedTextDto[] = []): Promise<void> {
    for (const check of this.checks) await check.checkWithoutAccount(accepted);
  }
}

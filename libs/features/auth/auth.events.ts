import { defineEvent } from '@platform/events/define-event';
import type { SessionId } from '@platform/ids/ids';

export interface SignedInFacts {
  readonly sessionId: SessionId;
  /** The sign-in method: `password`, `passkey` or the name of a provider. */
  readonly method: string;
  /** The second factor that was used. */
  readonly secondFactor?: string;
}

export const SignedIn = defineEvent<SignedInFacts>('auth.signed_in', 'A user signed in');
export const SignInFailed = defineEvent('auth.sign_in_failed', 'A sign-in attempt failed');
export const PasswordCheckFailed = defineEvent(
  'auth.password_check_failed',
  'A signed-in user entered a wrong current password',
);
export interface EndedFacts {
  readonly count: number;
  /** Present only if exactly one was affected. */
  readonly sessionId?: SessionId;
  readonly reason: string;
}

export const SessionsEnded = defineEvent<EndedFacts>('auth.sessions_ended', 'Sessions were ended');
export const RefreshTokenReused = defineEvent<{ sessionId: SessionId }>(
  'auth.refresh_token_reused',
  'A refresh token was reused, so its session was ended',
);
export const SteppedUp = defineEvent<{ sessionId: SessionId }>(
  'auth.stepped_up',
  'A user completed step-up authentication',
);
export const PasswordChanged = defineEvent('auth.password_changed', 'A password was changed');
export const PasswordRemoved = defineEvent(
  'auth.password_removed',
  'A password was removed, because another person may know it',
);

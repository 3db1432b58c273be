import { defineEvent } from '@platform/events/define-event';

export interface SignedInFacts {
  readonly sessionId: string;
  /** By which way: `password`, `passkey`, the name of a provider. */
  readonly method: string;
  /** What was shown beside it. */
  readonly secondFactor?: string;
}

export const SignedIn = defineEvent<SignedInFacts>('auth.signed_in', 'A user signed in');
export const SignInFailed = defineEvent('auth.sign_in_failed', 'Somebody failed to sign in as this user');
export const PasswordCheckFailed = defineEvent(
  'auth.password_check_failed',
  'A signed-in user gave a wrong current password',
);
export interface EndedFacts {
  readonly count: number;
  /** When it was a single one. */
  readonly sessionId?: string;
  readonly reason: string;
}

export const SessionsEnded = defineEvent<EndedFacts>('auth.sessions_ended', 'Sessions were ended');
export const RefreshTokenReused = defineEvent<{ sessionId: string }>(
  'auth.refresh_token_reused',
  'A refresh token was replayed, so its session was ended',
);
export const SteppedUp = defineEvent<{ sessionId: string }>('auth.stepped_up', 'A user proved again who it is');
export const PasswordChanged = defineEvent('auth.password_changed', 'A password was changed');
export const PasswordRemoved = defineEvent(
  'auth.password_removed',
  'A password was taken away, because somebody else may know it',
);

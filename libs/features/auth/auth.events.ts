import { defineEvent, NoFacts } from '@platform/event-log/definitions/define-event';
import { WORD } from '@platform/event-log/definitions/fact-words';
import { IdField, IntegerField, TextField } from '@platform/http/fields/fields';
import type { SessionId } from '@platform/ids/ids';

const SESSION = { description: 'The ID of the session.', example: '01993f0e-5a5e-7cc0-8f0e-0a1b2c3d4e5f' };
const METHOD = { max: 40, pattern: WORD };

class SessionFacts {
  @IdField(SESSION)
  sessionId: SessionId;
}

export class SignedInFacts extends SessionFacts {
  @TextField({
    ...METHOD,
    description:
      'The sign-in method: `password`, `passkey`, `magic_link`, `email_code`, `sms_code`, `registration`, `anonymous` or the name of a provider.',
    example: 'password',
  })
  method: string;

  @TextField({
    ...METHOD,
    optional: true,
    description: 'The second factor: `totp`, `sms`, `recovery_code` or `trusted_device`. Absent if none was required.',
    example: 'totp',
  })
  secondFactor?: string;
}

export class SessionsEndedFacts {
  @IntegerField({ min: 1, max: 2_147_483_647, description: 'The number of sessions.', example: 1 })
  count: number;

  @IdField({ ...SESSION, optional: true, description: 'The ID of the session. Present only if one session was ended.' })
  sessionId?: SessionId;

  @TextField({
    max: 32,
    pattern: WORD,
    description: 'The reason, for example `signed_out`, `password_changed` or `ended_by_staff`.',
    example: 'signed_out',
  })
  reason: string;
}

export const SignedIn = defineEvent('auth.signed_in', 1, SignedInFacts, 'A user signed in');
export const NewOriginSeen = defineEvent(
  'auth.new_origin_seen',
  1,
  NoFacts,
  'A user signed in from a new device or country',
  { changes: { device: { permission: null }, place: { permission: null } } },
);
export const SignInFailed = defineEvent('auth.sign_in_failed', 1, NoFacts, 'A sign-in attempt failed');
export const PasswordCheckFailed = defineEvent(
  'auth.password_check_failed',
  1,
  NoFacts,
  'A signed-in user entered a wrong current password',
);
export const SessionsEnded = defineEvent('auth.sessions_ended', 1, SessionsEndedFacts, 'Sessions were ended');
export const RefreshTokenReused = defineEvent(
  'auth.refresh_token_reused',
  1,
  SessionFacts,
  'A refresh token was reused, so its session was ended',
);
export const SteppedUp = defineEvent('auth.stepped_up', 1, SessionFacts, 'A user completed step-up authentication');
export const PasswordChanged = defineEvent('auth.password_changed', 1, NoFacts, 'A password was changed');
export const PasswordRemoved = defineEvent(
  'auth.password_removed',
  1,
  NoFacts,
  'A password was removed, because another person may know it',
);

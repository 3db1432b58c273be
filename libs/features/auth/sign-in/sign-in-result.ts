import type { MeDto } from '@features/users';
import type { MfaRequired } from '../second-factor/challenge/mfa-challenge';
import type { IssuedTokens } from '../sessions/session-opener';

export interface SignedInUser {
  readonly tokens: IssuedTokens;
  readonly user: MeDto;
  /** Present if this device is now trusted. */
  readonly deviceToken?: string;
}

export type SignInResult = SignedInUser | MfaRequired;

export function isMfaRequired(result: object): result is MfaRequired {
  return 'mfaToken' in result;
}

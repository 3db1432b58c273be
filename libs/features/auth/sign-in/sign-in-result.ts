import type { MeDto } from '@features/users';
import type { MfaRequired } from '../second-factor/challenge/mfa-challenge';
import type { IssuedTokens } from '../sessions/session-opener';

export interface SignedInUser {
  readonly tokens: IssuedTokens;
  readonly user: MeDto;
  /** When this device is trusted from now on. */
  readonly deviceToken?: string;
}

export type SignInResult = SignedInUser | MfaRequired;

export function isMfaRequired(entered: object): entered is MfaRequired {
  return 'mfaToken' in entered;
}

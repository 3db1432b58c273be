import type { MeDto } from '@features/users';
import type { IssuedTokens } from '../sessions/session-opener';

export interface SignedInUser {
  readonly tokens: IssuedTokens;
  readonly user: MeDto;
  /** Present if this device is now trusted. */
  readonly deviceToken?: string;
}

/** The sign-in requires a second factor. No session exists yet. */
export interface SecondFactorWanted {
  readonly mfaToken: string;
  readonly methods: readonly string[];
}

export type Entered = SignedInUser | SecondFactorWanted;

export function isHalfWay(entered: object): entered is SecondFactorWanted {
  return 'mfaToken' in entered;
}

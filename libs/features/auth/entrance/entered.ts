import type { MeDto } from '@features/users';
import type { IssuedTokens } from '../sessions/session-opener';

export interface SignedInUser {
  readonly tokens: IssuedTokens;
  readonly user: MeDto;
  /** When this device is trusted from now on. */
  readonly deviceToken?: string;
}

/** There is no session yet: this is all there is until the second factor has been shown. */
export interface SecondFactorWanted {
  readonly mfaToken: string;
  readonly methods: readonly string[];
}

export type Entered = SignedInUser | SecondFactorWanted;

export function isHalfWay(entered: object): entered is SecondFactorWanted {
  return 'mfaToken' in entered;
}

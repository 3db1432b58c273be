import type { UserId } from '@platform/ids/ids';
import type { AccountState } from '../account-state';

/** The email address, language and names of a user. */
export interface Contact {
  readonly id: UserId;
  readonly email: string | null;
  readonly emailVerified: boolean;
  readonly username: string | null;
  readonly displayName: string | null;
  readonly language: string;
  readonly state: AccountState;
}

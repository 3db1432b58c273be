import type { UserId } from '@platform/ids/ids';
import type { AccountState } from './account.entity';

/** How to reach a user, in which language, and by which name. */
export interface Contact {
  readonly id: UserId;
  readonly email: string | null;
  readonly emailVerified: boolean;
  readonly username: string | null;
  readonly displayName: string | null;
  readonly language: string;
  readonly state: AccountState;
}

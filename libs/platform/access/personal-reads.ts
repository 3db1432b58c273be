import type { UserId } from '@platform/ids/ids';
import type { Caller } from './principal';

/**
 * Records that an administrator or an app read personal data of users. It must be called before a response with
 * unmasked personal data is sent, so that every access is recorded. The users feature provides it.
 */
export abstract class PersonalReads {
  /** Records one event for each user, but none for the own data of the caller. Joins the transaction of the caller. */
  abstract record(by: Caller, userIds: Iterable<UserId>): Promise<void>;
}

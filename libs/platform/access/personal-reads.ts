import type { Caller } from './principal';

/**
 * Records that staff or an app read personal data of users. Every answer that shows such data unmasked calls it before
 * it is sent, so that nothing is read without a record. The feature that keeps the data provides it.
 */
export abstract class PersonalReads {
  /** One event for each user; nothing for what callers read of themselves. Joins the caller's transaction. */
  abstract record(by: Caller, userIds: Iterable<string>): Promise<void>;
}

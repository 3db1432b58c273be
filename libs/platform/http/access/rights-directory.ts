import type { UserId } from '@platform/ids/ids';

/** The permissions of users. The access feature provides it for the features below it. */
export abstract class RightsDirectory {
  /** The permissions of all current roles of the user, including app permissions. */
  abstract permissionsOf(userId: UserId): Promise<ReadonlySet<string>>;
}

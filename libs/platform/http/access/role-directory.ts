import type { UserId } from '@platform/ids/ids';

/** The roles of users. The access feature provides it for the features below it. */
export abstract class RoleDirectory {
  /** Returns the newest accounts first, starting below the ID `before`. */
  abstract holdersOf(role: string, before: string | undefined, limit: number): Promise<readonly UserId[]>;

  abstract rolesOfAll(userIds: readonly UserId[]): Promise<ReadonlyMap<UserId, readonly string[]>>;
}

/** Which roles users hold. Asked by features below the one that keeps roles; that one provides it. */
export abstract class RoleDirectory {
  /** Newest accounts first, from below `before`. */
  abstract holdersOf(role: string, before: string | undefined, limit: number): Promise<readonly string[]>;

  abstract rolesOfAll(userIds: readonly string[]): Promise<ReadonlyMap<string, readonly string[]>>;
}

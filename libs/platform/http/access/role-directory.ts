/** Which roles users hold. Asked by features below the one that keeps roles; that one provides it. */
export abstract class RoleDirectory {
  abstract rolesOfAll(userIds: readonly string[]): Promise<ReadonlyMap<string, readonly string[]>>;
}

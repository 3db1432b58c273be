/** What users may do. Asked by features below the one that keeps roles; that one provides it. */
export abstract class RightsDirectory {
  /** Of all roles that the user holds now, permissions of the app included. */
  abstract permissionsOf(userId: string): Promise<ReadonlySet<string>>;
}

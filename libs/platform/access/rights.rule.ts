/** Whether the caller lacks any of these permissions. */
export function lacksAny(by: { readonly permissions: ReadonlySet<string> }, permissions: Iterable<string>): boolean {
  return [...permissions].some((permission) => !by.permissions.has(permission));
}

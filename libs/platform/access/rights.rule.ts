/** Whether there is a permission among these that the caller does not have. */
export function lacksAny(by: { readonly permissions: ReadonlySet<string> }, permissions: Iterable<string>): boolean {
  return [...permissions].some((permission) => !by.permissions.has(permission));
}

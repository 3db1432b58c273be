/**
 * Whoever sets the address of an account can recover its password. So that is only for those who hold every role the
 * account holds, or every permission there is.
 */
export function couldTakeOverMore(
  actor: { readonly roles: readonly string[]; readonly permissions: ReadonlySet<string> },
  rolesOfAccount: readonly string[],
  everyPermission: Iterable<string>,
): boolean {
  const holdsAll = [...everyPermission].every((permission) => actor.permissions.has(permission));
  return !holdsAll && !rolesOfAccount.every((role) => actor.roles.includes(role));
}

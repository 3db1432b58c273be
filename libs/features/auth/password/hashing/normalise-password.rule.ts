/** Two people who type the same password on different keyboards send the same bytes. */
export function normalisePassword(password: string): string {
  return password.normalize('NFKC');
}

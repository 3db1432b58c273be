/** `ada@example.com` as `a***@example.com`: enough to recognise an address that is known, not to learn it. */
export function maskEmail(email: string): string {
  const at = email.lastIndexOf('@');
  const [first = '', ...others] = email.slice(0, at);
  // The first letter of a single one would be the whole name.
  return `${others.length > 0 ? first : ''}***${email.slice(at)}`;
}

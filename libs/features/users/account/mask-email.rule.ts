/** Masks `ada@example.com` as `a***@example.com`, which is enough to recognise a known address. */
export function maskEmail(email: string): string {
  const at = email.lastIndexOf('@');
  const [first = '', ...others] = email.slice(0, at);
  // If the local part has only one letter, it is masked as well.
  return `${others.length > 0 ? first : ''}***${email.slice(at)}`;
}

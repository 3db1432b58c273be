/**
 * Whether an enhanced status code (RFC 3463) says that the address does not work. Codes that begin with 5.7 reject the
 * sender, for example because of its reputation, and say nothing about the address.
 */
export function isPermanentFailureOfAddress(status: string): boolean {
  return /^5\.\d{1,3}\.\d{1,3}$/.test(status) && !status.startsWith('5.7.');
}

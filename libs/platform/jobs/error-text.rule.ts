const LONGEST = 400;

/**
 * The part of an error that can be stored and logged: short, and without email addresses, which mail servers often
 * quote.
 */
export function errorText(error: unknown): string {
  const text = error instanceof Error ? `${error.name}: ${error.message}` : 'A value that is not an Error was thrown.';
  const plain = text.replace(/[^\s<>"'(]+@[^\s<>"')]+/g, '[address]').replace(/\s+/g, ' ');
  return [...plain].slice(0, LONGEST).join('');
}

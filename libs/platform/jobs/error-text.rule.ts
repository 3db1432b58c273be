const LONGEST = 400;

/** What of a failure may be kept and logged: short, and without the addresses that mail servers like to quote. */
export function errorText(error: unknown): string {
  const text = error instanceof Error ? `${error.name}: ${error.message}` : 'Something that is no error was thrown.';
  const plain = text.replace(/[^\s<>"'(]+@[^\s<>"')]+/g, '[address]').replace(/\s+/g, ' ');
  return [...plain].slice(0, LONGEST).join('');
}

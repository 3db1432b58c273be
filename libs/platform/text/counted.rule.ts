/** A number for people. With a noun, the noun is in the plural unless there is exactly one. */
export function counted(count: number, noun?: string, plural = `${noun}s`): string {
  const number = count.toLocaleString('en');
  if (noun === undefined) return number;
  return `${number} ${count === 1 ? noun : plural}`;
}

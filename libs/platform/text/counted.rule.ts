/** With a noun, it is in the plural unless there is exactly one. */
export function counted(count: number, noun?: string): string {
  const number = count.toLocaleString('en');
  if (noun === undefined) return number;
  return `${number} ${noun}${count === 1 ? '' : 's'}`;
}

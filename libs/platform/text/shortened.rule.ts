/** Shortens a text to a number of characters, without splitting one. */
export function shortened(text: string, max: number): string {
  // A character takes one or two units.
  if (text.length <= max) return text;
  const characters = [...text];
  return characters.length <= max ? text : `${characters.slice(0, Math.max(0, max - 1)).join('')}…`;
}

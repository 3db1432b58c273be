const MAX_TITLE = 200;
const MAX_TEXT = 1500;

/** The texts of a notification can be longer than a mail that is stored sealed. */
export function shortTitle(title: string): string {
  return shortened(title, MAX_TITLE);
}

export function shortText(text: string): string {
  return shortened(text, MAX_TEXT);
}

export function shortened(text: string, max: number): string {
  const characters = [...text];
  return characters.length <= max ? text : `${characters.slice(0, max - 1).join('')}…`;
}

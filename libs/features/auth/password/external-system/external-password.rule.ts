/** A placeholder for accounts without a hash, whose password the previous system verifies. No scheme parses it. */
export const EXTERNAL_PASSWORD = '$external-system$';

export function isExternalPassword(text: string): boolean {
  return text === EXTERNAL_PASSWORD;
}

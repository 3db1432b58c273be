/** Stands in place of a hash nobody could bring: the system the account came from is asked. No scheme reads it. */
export const EXTERNAL_PASSWORD = '$old-system$';

export function isExternalPassword(text: string): boolean {
  return text === EXTERNAL_PASSWORD;
}

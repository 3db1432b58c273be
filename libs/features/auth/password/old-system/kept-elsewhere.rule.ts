/** Stands in place of a hash nobody could bring: the system the account came from is asked. No scheme reads it. */
export const KEPT_ELSEWHERE = '$old-system$';

export function isKeptElsewhere(text: string): boolean {
  return text === KEPT_ELSEWHERE;
}

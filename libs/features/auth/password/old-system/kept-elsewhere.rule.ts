/** A placeholder for accounts without a hash, whose password the previous system verifies. No scheme parses it. */
export const KEPT_ELSEWHERE = '$old-system$';

export function isKeptElsewhere(text: string): boolean {
  return text === KEPT_ELSEWHERE;
}

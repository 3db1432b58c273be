/** The language a mail falls back to when there is none nearer. */
export const LAST_LANGUAGE = 'en';

/** `de-AT`, then `de`, then English: the first of them that there is. Undefined when not even that. */
export function nearestLanguage(wanted: string, available: ReadonlySet<string>): string | undefined {
  const parts = wanted.toLowerCase().split('-');
  const byLowerCase = new Map([...available].map((language) => [language.toLowerCase(), language]));
  for (let length = parts.length; length > 0; length--) {
    const found = byLowerCase.get(parts.slice(0, length).join('-'));
    if (found) return found;
  }
  return available.has(LAST_LANGUAGE) ? LAST_LANGUAGE : undefined;
}

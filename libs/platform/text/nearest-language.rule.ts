/** The fallback language. */
export const FALLBACK_LANGUAGE = 'en';

/** Returns the first available of, for example, `de-AT`, `de` and English; undefined if there is none. */
export function nearestLanguage(locale: string, available: ReadonlySet<string>): string | undefined {
  if (available.has(locale)) return locale;
  const parts = locale.toLowerCase().split('-');
  const byLowerCase = new Map([...available].map((language) => [language.toLowerCase(), language]));
  for (let length = parts.length; length > 0; length--) {
    const found = byLowerCase.get(parts.slice(0, length).join('-'));
    if (found) return found;
  }
  return available.has(FALLBACK_LANGUAGE) ? FALLBACK_LANGUAGE : undefined;
}

const MAX_LENGTH = 35;

/** A BCP 47 language tag in its canonical spelling, or undefined. */
export function parseLanguageTag(text: string): string | undefined {
  if (text.length > MAX_LENGTH) return undefined;
  try {
    return Intl.getCanonicalLocales(text)[0];
  } catch {
    return undefined;
  }
}

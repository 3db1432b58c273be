/** A BCP 47 language tag in its canonical spelling, or undefined. */
export function parseLocale(text: string): string | undefined {
  if (text.length > 35) return undefined;
  try {
    return Intl.getCanonicalLocales(text)[0];
  } catch {
    return undefined;
  }
}

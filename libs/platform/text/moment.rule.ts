/** A date and a time for a mail, in the language of the reader. */
export function momentIn(language: string, at: Date): string {
  const form = new Intl.DateTimeFormat([language, 'en'], { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' });
  return `${form.format(at)} UTC`;
}

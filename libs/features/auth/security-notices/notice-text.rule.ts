const UNKNOWN = '–';
const COUNTRY = /^[A-Z]{2}$/;

/** Removes punctuation, because a client could send a name that mail programs turn into a link. */
export function plainDevice(device: string | null): string {
  return device?.replace(/[^\p{L}\p{N} -]+/gu, ' ').trim() || UNKNOWN;
}

export function placeName(country: string | null, language: string): string {
  if (country === null) return UNKNOWN;
  // Country databases also contain codes that `Intl.DisplayNames` rejects, and a notice must not make a sign-in fail.
  if (!COUNTRY.test(country)) return country;
  return new Intl.DisplayNames([language, 'en'], { type: 'region' }).of(country) ?? country;
}

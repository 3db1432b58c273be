import { faultOfScheme } from '@platform/config/addresses.rule';

/** Returns the fault of an issuer URL; undefined if it is valid. */
export function faultOfIssuer(text: string, production: boolean): string | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isBare = url && !url.username && !url.password && !url.search && !text.includes('#');
  if (!isBare) return 'must be a URL without a user, query or fragment';
  return faultOfScheme(url, production);
}

/** Whether a request with cookies comes from another site. */
export function isFromOtherSite(
  origin: string | undefined,
  fetchSite: string | undefined,
  own: readonly string[],
  { isCrossSite = false }: { readonly isCrossSite?: boolean } = {},
): boolean {
  if (origin !== undefined) return !own.includes(origin);
  // With SameSite=None, requests without an origin are not trusted.
  if (isCrossSite) return fetchSite !== 'same-origin';
  // Browsers that omit Origin send Sec-Fetch-Site; other clients send neither.
  return fetchSite === 'cross-site' || fetchSite === 'same-site';
}

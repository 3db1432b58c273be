/** Whether a call that a cookie vouches for comes from a page that is not ours. */
export function isForeign(
  origin: string | undefined,
  fetchSite: string | undefined,
  own: readonly string[],
  { isCrossSite = false }: { readonly isCrossSite?: boolean } = {},
): boolean {
  if (origin !== undefined) return !own.includes(origin);
  // Where the browser sends the cookie from every site, a call that does not say where it comes from is not trusted.
  if (isCrossSite) return fetchSite !== 'same-origin';
  // Browsers that leave Origin out still say where a call comes from; other clients send neither.
  return fetchSite === 'cross-site' || fetchSite === 'same-site';
}

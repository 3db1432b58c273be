/** The keys live beside the data unless told otherwise: same server and account, schema `<schema>_keys`. */
export function defaultKeysUrl(databaseUrl: string): string {
  const url = new URL(databaseUrl);
  url.pathname = `${url.pathname}_keys`;
  return url.toString();
}

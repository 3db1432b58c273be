/** By default, the keys are on the same server and account, in the schema `<schema>_keys`. */
export function defaultKeysUrl(databaseUrl: string): string {
  const url = new URL(databaseUrl);
  url.pathname = `${url.pathname}_keys`;
  return url.toString();
}

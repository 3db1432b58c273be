const BASIC = /^basic +([A-Za-z0-9+/]+={0,2})$/i;

/** The password in an `Authorization` header with HTTP basic authentication. Any user name is accepted. */
export function basicPasswordOf(header: string | undefined): string | undefined {
  const [, encoded] = BASIC.exec(header ?? '') ?? [];
  if (encoded === undefined) return undefined;
  const credentials = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = credentials.indexOf(':');
  return colon < 0 ? undefined : credentials.slice(colon + 1);
}

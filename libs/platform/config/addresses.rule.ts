import { isIP } from 'node:net';

/** Each rule returns the rest of a sentence that begins with the name of the setting, or undefined if the value is valid. */
type Fault = string | undefined;

const LOCAL = /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])(?::\d+)?(?:\/|$)/;
const LOOPBACK = new Set(['127.0.0.1', '[::1]', 'localhost']);
const HOST_NAME = /^(?=.{1,253}$)[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_])?$/;

/** Browsers send an origin as scheme://host[:port] in lower case, and it is compared exactly. */
export function faultOfOrigin(entry: string): Fault {
  const origin = originIn(entry);
  if (origin === entry) return undefined;
  return `has ${JSON.stringify(entry)}, which is not an origin; write ${origin ?? 'it like https://app.example.com'}`;
}

/** A URL that paths are appended to. */
export function faultOfBase(text: string): Fault {
  if (text === '') return undefined;
  const { username, password, search, href } = new URL(text);
  if (username || password || search || text.includes('#') || text.includes('?'))
    return 'must not contain a user, a query or a fragment';
  const bare = href.replace(/\/+$/, '');
  return text === bare ? undefined : `must be written as ${bare}`;
}

/** A URL that userkeep calls. The fault does not repeat the URL, because it can contain a password. */
export function faultOfOutgoingUrl(text: string | undefined, production: boolean, tokenSetting?: string): Fault {
  if (text === undefined) return undefined;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url) return 'must be a URL that starts with https://';
  if (url.username || url.password) return `must not contain a password${tokenSetting ? `; use ${tokenSetting}` : ''}`;
  return faultOfScheme(url, production);
}

export function faultOfScheme({ protocol, hostname }: URL, production: boolean): Fault {
  if (protocol === 'https:' || (protocol === 'http:' && !production && LOOPBACK.has(hostname))) return undefined;
  return 'must start with https://; http:// is only allowed for this machine and outside production';
}

/** Checks the form of DATABASE_URL. The fault does not repeat the URL, because it contains a password. */
export function faultOfDatabaseUrl(text: string | undefined): Fault {
  if (text === undefined) return undefined;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !['mysql:', 'mariadb:'].includes(url.protocol))
    return 'must be a URL that starts with mysql:// or mariadb://';
  const tls = url.searchParams.get('tls');
  if (tls === null || ['true', 'false', 'verify-ca'].includes(tls)) return undefined;
  return 'must have ?tls=true, ?tls=verify-ca or no ?tls';
}

export function faultOfRedisUrl(text: string | undefined): Fault {
  if (text === undefined) return undefined;
  const isValid = URL.canParse(text) && ['redis:', 'rediss:', 'unix:'].includes(new URL(text).protocol);
  return isValid ? undefined : 'must be a URL that starts with redis://, rediss:// or unix://';
}

/** An address or a network in CIDR notation. */
export function faultOfNetwork(entry: string): Fault {
  const [address = '', bits, ...rest] = entry.split('/');
  const version = isIP(address);
  const isPrefix = bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128));
  if (version !== 0 && isPrefix && rest.length === 0) return undefined;
  return `has ${JSON.stringify(entry)}, which is neither an IP address nor a network such as 10.0.0.0/8`;
}

/** An address that a server can listen on. */
export function faultOfHost(text: string): Fault {
  if (isIP(text) !== 0 || HOST_NAME.test(text)) return undefined;
  return 'must be an IP address or a host name, without a scheme or port';
}

function originIn(entry: string): string | undefined {
  const scheme = LOCAL.test(entry) ? 'http' : 'https';
  const text = /^[a-z][a-z0-9+.-]*:\/\//i.test(entry) ? entry : `${scheme}://${entry}`;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isWeb = url && ['http:', 'https:'].includes(url.protocol) && !url.hostname.includes('*');
  return isWeb ? url.origin : undefined;
}

const LABEL = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?';
const DOMAIN = new RegExp(`^(?:${LABEL}\\.)*${LABEL}$`);
const ANDROID = /^android:apk-key-hash:[A-Za-z0-9_-]{43}$/;

/** Detects values that browsers would reject later with unclear errors. Undefined if the value is valid. */
export function faultOfRpId(id: string | undefined): string | undefined {
  if (id === undefined || (id.length <= 253 && DOMAIN.test(id) && !isAddress(id))) return undefined;
  return 'must be a domain in small letters, as in example.com: no scheme, no port, no IP address';
}

export function faultOfPasskeyOrigin(origin: string): string | undefined {
  if (isWebOrigin(origin) || ANDROID.test(origin)) return undefined;
  return `has ${origin}, which is neither an origin as in https://app.example.com nor of the form android:apk-key-hash:<43 characters>`;
}

/** Passkeys work on https, and on the machine itself. */
function isWebOrigin(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { origin, protocol, hostname } = new URL(text);
  return origin === text && (protocol === 'https:' || (protocol === 'http:' && /^(?:.+\.)?localhost$/.test(hostname)));
}

function isAddress(domain: string): boolean {
  return /(?:^|\.)[0-9]+$/.test(domain);
}

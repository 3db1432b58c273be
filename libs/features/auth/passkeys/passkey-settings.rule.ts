const LABEL = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?';
const DOMAIN = new RegExp(`^(?:${LABEL}\\.)*${LABEL}$`);
const ANDROID = /^android:apk-key-hash:[A-Za-z0-9_-]{43}$/;

/** Detects values that browsers would reject later with unclear errors. Undefined if the value is valid. */
export function faultOfRpId(id: string | undefined): string | undefined {
  if (id === undefined || (id.length <= 253 && DOMAIN.test(id) && !isAddress(id))) return undefined;
  return 'must be a domain in lowercase such as example.com, without a scheme or port, and not an IP address';
}

export function faultOfPasskeyOrigin(origin: string): string | undefined {
  if (isWebOrigin(origin) || ANDROID.test(origin)) return undefined;
  return `contains ${origin}, which is neither an origin such as https://app.example.com nor of the form android:apk-key-hash:<43 characters>`;
}

/** Browsers support passkeys on https origins and on localhost. */
function isWebOrigin(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { origin, protocol, hostname } = new URL(text);
  return origin === text && (protocol === 'https:' || (protocol === 'http:' && /^(?:.+\.)?localhost$/.test(hostname)));
}

function isAddress(domain: string): boolean {
  return /(?:^|\.)[0-9]+$/.test(domain);
}

import { faultOfIssuer } from '../identities/issuer.rule';

/** One provider of the list, whole. */
export interface OidcSettings {
  readonly name: string;
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly scopes: string;
  readonly label: string;
  readonly nativeClientIds: readonly string[];
}

const NAME = /^[a-z][a-z0-9-]{1,30}$/;
const SCOPES = 'openid email profile';
/** A way in of its own. */
const RESERVED = new Set(['google']);
const TEXTS = ['name', 'issuer', 'clientId', 'clientSecret', 'scopes', 'label'];
const KNOWN = new Set([...TEXTS, 'nativeClientIds']);

/** The list, or what is wrong with it in a sentence that goes on after the name of the setting. */
export function parseOidcProviders(raw: string, production: boolean): readonly OidcSettings[] | string {
  const entries = parsed(raw);
  if (!Array.isArray(entries)) return 'must be a JSON list of providers';
  const all: OidcSettings[] = [];
  for (const entry of entries as unknown[]) {
    const one = settingsOf(entry, production);
    if (typeof one === 'string') return one;
    if (all.some(({ name }) => name === one.name)) return `names ${one.name} twice`;
    all.push(one);
  }
  return all;
}

function settingsOf(entry: unknown, production: boolean): OidcSettings | string {
  if (typeof entry !== 'object' || entry === null || Array.isArray(entry)) return 'must be a JSON list of objects';
  const given = entry as Record<string, unknown>;
  const { name, issuer, clientId, clientSecret, scopes = SCOPES, label = name, nativeClientIds = [] } = given;
  if (typeof name !== 'string' || !NAME.test(name) || RESERVED.has(name))
    return 'wants a name for each that is like corp or my-school, and not google';
  const unknown = Object.keys(given).find((key) => !KNOWN.has(key));
  if (unknown !== undefined) return `has ${unknown} at ${name}, which is not known`;
  for (const text of [issuer, clientId, clientSecret, scopes, label])
    if (typeof text !== 'string' || text === '') return `wants issuer, clientId and clientSecret of ${name} as texts`;
  const fault = faultOfIssuer(issuer as string, production);
  if (fault) return `has an issuer at ${name} that ${fault}`;
  if (!(scopes as string).split(' ').includes('openid')) return `wants openid among the scopes of ${name}`;
  if (!Array.isArray(nativeClientIds) || !nativeClientIds.every((id) => typeof id === 'string'))
    return `wants nativeClientIds of ${name} as a list of texts`;
  return { name, issuer, clientId, clientSecret, scopes, label, nativeClientIds } as OidcSettings;
}

function parsed(raw: string): unknown {
  try {
    return JSON.parse(raw);
  } catch {
    return undefined;
  }
}

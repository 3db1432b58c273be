import { faultOfIssuer } from '../providers/issuer.rule';

/** The validated settings of one provider. */
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
/** Google is configured separately. */
const RESERVED = new Set(['google']);
const TEXTS = ['name', 'issuer', 'clientId', 'clientSecret', 'scopes', 'label'];
const KNOWN = new Set([...TEXTS, 'nativeClientIds']);

interface ParsedProviders {
  readonly providers: readonly OidcSettings[];
  /** The faults, each worded to follow the name of the setting. */
  readonly faults: readonly string[];
}

/** Parses the list and reports the faults of all entries at once. */
export function parseOidcProviders(raw: string, production: boolean): ParsedProviders {
  const entries = parsedJson(raw);
  if (!Array.isArray(entries)) return { providers: [], faults: ['must be a JSON list of providers'] };
  const providers: OidcSettings[] = [];
  const faults: string[] = [];
  for (const [index, entry] of (entries as unknown[]).entries()) {
    const result = settingsOf(entry, index + 1, production);
    if (!result.provider) faults.push(...result.faults);
    else if (providers.some(({ name }) => name === result.provider?.name))
      faults.push(`names ${result.provider.name} twice`);
    else providers.push(result.provider);
  }
  return { providers, faults };
}

function settingsOf(
  entry: unknown,
  position: number,
  production: boolean,
): { provider?: OidcSettings; faults: string[] } {
  if (typeof entry !== 'object' || entry === null || Array.isArray(entry))
    return { faults: ['must be a JSON list of objects'] };
  const fields = entry as Record<string, unknown>;
  const { name, issuer, clientId, clientSecret, scopes = SCOPES, label = name, nativeClientIds = [] } = fields;
  const isNamed = typeof name === 'string' && NAME.test(name) && !RESERVED.has(name);
  const where = isNamed ? name : `entry ${position}`;
  const faults = isNamed ? [] : [`must have a name like corp or my-school, other than google, for ${where}`];
  for (const key of Object.keys(fields)) if (!KNOWN.has(key)) faults.push(`has the unknown field ${key} at ${where}`);
  if ([issuer, clientId, clientSecret, scopes, label].some((text) => typeof text !== 'string' || text === ''))
    faults.push(`must have issuer, clientId and clientSecret as strings for ${where}`);
  const fault = typeof issuer === 'string' && issuer !== '' ? faultOfIssuer(issuer, production) : undefined;
  if (fault) faults.push(`has an issuer at ${where} that ${fault}`);
  if (typeof scopes === 'string' && !scopes.split(' ').includes('openid'))
    faults.push(`must include openid in the scopes of ${where}`);
  if (!Array.isArray(nativeClientIds) || !nativeClientIds.every((id) => typeof id === 'string'))
    faults.push(`must have nativeClientIds as a list of strings for ${where}`);
  if (faults.length > 0) return { faults };
  return { provider: { name, issuer, clientId, clientSecret, scopes, label, nativeClientIds } as OidcSettings, faults };
}

function parsedJson(raw: string): unknown {
  try {
    return JSON.parse(raw);
  } catch {
    return undefined;
  }
}

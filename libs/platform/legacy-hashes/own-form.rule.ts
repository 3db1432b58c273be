import { randomBytes } from 'node:crypto';
import { unreadable } from './legacy-hash';

export interface OwnForm {
  readonly parameters: ReadonlyMap<string, string>;
  readonly salt: Buffer;
  readonly hash: Buffer;
}

type Parameters = Readonly<Record<string, string | number>>;

/** Writes `$scheme$a=1,b=2$salt$hash`, the stored form of hashes whose original system has no text form. */
export function writeOwnForm(scheme: string, parameters: Parameters, salt: Buffer, hash: Buffer): string {
  const named = Object.entries(parameters).map(([name, value]) => `${name}=${value}`);
  return `$${scheme}$${named.join(',')}$${unpadded(salt)}$${unpadded(hash)}`;
}

/** Returns undefined for a text of another scheme. */
export function readOwnForm(text: string, scheme: string): OwnForm | undefined {
  if (!text.startsWith(`$${scheme}$`)) return undefined;
  const [, , named = '', salt, hash, more] = text.split('$');
  const parameters = new Map(named.split(',').map((pair) => pair.split('=', 2) as [string, string]));
  if (salt === undefined || !hash || more !== undefined) throw unreadable(scheme);
  return { parameters, salt: Buffer.from(salt, 'base64'), hash: Buffer.from(hash, 'base64') };
}

export function numberOf({ parameters }: OwnForm, name: string, scheme: string): number {
  const value = Number(parameters.get(name));
  if (!Number.isSafeInteger(value) || value < 1) throw unreadable(scheme);
  return value;
}

export function ownFormDecoy(scheme: string, parameters: Parameters, { salt, hash }: OwnForm): string {
  return writeOwnForm(scheme, parameters, randomBytes(salt.length), randomBytes(hash.length));
}

function unpadded(bytes: Buffer): string {
  return bytes.toString('base64').replace(/=+$/, '');
}

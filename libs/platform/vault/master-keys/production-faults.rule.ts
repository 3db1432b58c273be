import type { MasterKey } from './master-keys';
import { weaknessOf } from './weak-key.rule';

const DEVELOPMENT_PREFIX = 'dev-';

/** Explains why production rejects these keys. Each fault is a phrase that follows "MASTER_KEYS". */
export function productionFaults(keys: readonly MasterKey[]): string[] {
  return keys.flatMap(({ id, secret }) => {
    const weakness = weaknessOf(secret);
    return [
      ...(id.startsWith(DEVELOPMENT_PREFIX) ? [`has the key ${id}, which was generated for development`] : []),
      ...(weakness ? [`has the key ${id}, which ${weakness}; generate one with \`openssl rand -base64 32\``] : []),
    ];
  });
}

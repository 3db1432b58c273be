import type { MasterKey } from './master-keys';

const ENTRY = /^([A-Za-z0-9][A-Za-z0-9._-]{0,31}):([A-Za-z0-9+/]*={0,2})$/;
const BYTES = 32;

/** Each fault is a phrase that follows "MASTER_KEYS". Faults contain no part of a secret. */
export function parseMasterKeys(text: string): { keys: readonly MasterKey[]; faults: readonly string[] } {
  const keys: MasterKey[] = [];
  const faults: string[] = [];
  for (const [index, entry] of text.split(',').entries()) {
    const [, id, encoded] = ENTRY.exec(entry.trim()) ?? [];
    if (id === undefined || encoded === undefined) {
      faults.push(`must be comma-separated \`id:base64\` entries; entry ${index + 1} is not`);
      continue;
    }
    const secret = Buffer.from(encoded, 'base64');
    if (secret.length < BYTES) faults.push(`has the key ${id} with ${secret.length} bytes; ${BYTES} are required`);
    else if (secret.length > BYTES)
      faults.push(`has the key ${id} with ${secret.length} bytes; it must be exactly ${BYTES}`);
    else if (keys.some((key) => key.id === id)) faults.push(`has two keys with the ID ${id}`);
    else keys.push({ id, secret });
  }
  return { keys, faults };
}

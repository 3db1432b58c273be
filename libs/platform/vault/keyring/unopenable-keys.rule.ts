import type { MasterKeys } from '../master-keys/master-keys';
import { BrokenSeal } from '../cipher/aes-gcm';
import { unwrapRingKey } from './ring-key-wrapping';
import type { StoredRingKey } from './ring-key.repository';

/** Explains why the configured master keys cannot decrypt the keys database, one sentence per master key. */
export function unopenableKeys(stored: readonly StoredRingKey[], masterKeys: MasterKeys): string[] {
  const missing = new Map<string, number>();
  const wrong = new Map<string, number>();
  for (const key of stored) {
    if (!key.wrapped) continue;
    const master = masterKeys.find(key.masterId);
    if (!master) count(missing, key.masterId);
    else if (!opens(() => unwrapRingKey(master, key, key.wrapped as Buffer))) count(wrong, key.masterId);
  }
  const { source } = masterKeys;
  return [
    ...[...missing].map(
      ([id, keys]) =>
        `${source} lacks the master key ${id}, which encrypts ${keys} key(s) in the keys database. If it was removed, add it again, after the first one; if it was added after this process started, restart the process.`,
    ),
    ...[...wrong].map(
      ([id, keys]) =>
        `${source} has another value for the master key ${id} than the one that encrypts ${keys} key(s) in the keys database; restore the previous value.`,
    ),
  ];
}

function opens(unwrap: () => unknown): boolean {
  try {
    unwrap();
    return true;
  } catch (error) {
    if (error instanceof BrokenSeal) return false;
    throw error;
  }
}

function count(counts: Map<string, number>, id: string): void {
  counts.set(id, (counts.get(id) ?? 0) + 1);
}

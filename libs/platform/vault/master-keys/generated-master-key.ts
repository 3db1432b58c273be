import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ConfigurationFaults } from '@platform/config/config';
import { orAbsent } from '@platform/files/absent';
import { putSynced } from '@platform/files/synced';
import { generateMasterKey, MasterKeys } from './master-keys';
import { parseMasterKeys } from './parse-master-keys.rule';

/**
 * Returns the master key of a development machine. It is generated once, and then read from a file that only its owner
 * can read.
 */
export async function generatedMasterKeys(dataDir: string): Promise<MasterKeys> {
  const path = pathIn(dataDir);
  return masterKeysIn(path, (await orAbsent(readFile(path, 'utf8'))) ?? (await create(path)));
}

/** Returns the key that was generated before, or none. */
export async function previousMasterKeys(dataDir: string): Promise<MasterKeys> {
  const path = pathIn(dataDir);
  const text = await orAbsent(readFile(path, 'utf8'));
  return text === undefined ? new MasterKeys([], path) : masterKeysIn(path, text);
}

function pathIn(dataDir: string): string {
  return join(dataDir, 'master-keys');
}

function masterKeysIn(path: string, text: string): MasterKeys {
  const { keys, faults } = parseMasterKeys(text.trim());
  if (faults.length > 0) throw new ConfigurationFaults(faults.map((fault) => `${path} ${fault}.`));
  return new MasterKeys(keys, path);
}

/** If two processes do this at once, one of them stores its key, and both read that key. */
async function create(path: string): Promise<string> {
  const { id, secret } = generateMasterKey();
  await putSynced(path, `${id}:${secret.toString('base64')}\n`, { root: dirname(path), ifAbsent: true });
  return readFile(path, 'utf8');
}

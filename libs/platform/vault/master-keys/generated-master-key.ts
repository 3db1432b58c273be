import { randomUUID } from 'node:crypto';
import { link, mkdir, open, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ConfigurationFaults } from '@platform/config/config';
import { orAbsent } from '@platform/files/absent';
import { generateMasterKey, MasterKeys } from './master-keys';
import { parseMasterKeys } from './parse-master-keys.rule';

/**
 * Returns the master key of a development machine. It is generated once, and then read from a file that only its owner
 * can read.
 */
export async function generatedMasterKeys(dataDir: string): Promise<MasterKeys> {
  const path = pathIn(dataDir);
  return masterKeysIn(path, (await orAbsent(readFile(path, 'utf8'))) ?? (await create(dataDir, path)));
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

/**
 * Writes the file under a temporary name and then links it. If two processes do this at once, one link succeeds, and
 * both read that key.
 */
async function create(dataDir: string, path: string): Promise<string> {
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const draft = `${path}.${randomUUID()}`;
  const { id, secret } = generateMasterKey();
  const file = await open(draft, 'wx', 0o600);
  try {
    await file.writeFile(`${id}:${secret.toString('base64')}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
  try {
    await link(draft, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    await rm(draft, { force: true });
  }
  return readFile(path, 'utf8');
}

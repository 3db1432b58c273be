import { generateKeyPairSync } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { orAbsent } from '@platform/files/absent';
import { putSynced } from '@platform/files/synced';
import { parseVerifierKey, verifierKeyText, type SignerKey } from '../signed-note.rule';
import { parseWitnessKey, signerKeyText } from './signer-key.rule';

/** The witness cannot work with the contents of its folder, or with the given name. The message is for operators. */
export class WitnessFolderUnusable extends Error {
  constructor(sentence: string) {
    super(sentence);
    this.name = 'WitnessFolderUnusable';
  }
}

/** Reads the key in the folder of a witness. The first start creates it, and later ones never replace it. */
export async function openWitnessKey(folder: string, name?: string): Promise<SignerKey> {
  const path = join(folder, 'witness.key');
  const text = await orAbsent(readFile(path, 'utf8'));
  if (text === undefined) {
    await putSynced(path, `${signerKeyText(newKey(name ?? hostname()))}\n`, { root: folder, ifAbsent: true });
    // Another process may have created the key at the same time.
    return openWitnessKey(folder, name);
  }
  const key = text.endsWith('\n') ? parseWitnessKey(text.slice(0, -1)) : undefined;
  if (!key)
    throw new WitnessFolderUnusable(`${path} is damaged. Restore it from a copy, or use another folder for a new key.`);
  if (name !== undefined && name !== key.name)
    throw new WitnessFolderUnusable(`${folder} belongs to the witness ${key.name}. Use another folder for ${name}.`);
  return key;
}

function newKey(name: string): SignerKey {
  const key: SignerKey = { name, type: 'witness', ...generateKeyPairSync('ed25519') };
  if (!parseVerifierKey(verifierKeyText(key)))
    throw new WitnessFolderUnusable(
      `${JSON.stringify(name)} cannot be the name of a witness: use no spaces and no "+".`,
    );
  return key;
}

import { readFile } from 'node:fs/promises';
import type { KeyObject } from 'node:crypto';
import { parsePrivateKey } from '@features/privacy';
import type { PublishedDocumentKey } from '@platform/signed-documents/document-signer';
import { CommandRefused } from './command-refused';

/** The options of commands that read archives. */
export interface KeyOptions {
  readonly key?: string;
  readonly signingKeys?: string;
}

export const KEY_OPTION = ['--key <file>', 'the file with the private key, from `backup key`'] as const;
export const SIGNING_KEYS_OPTION = [
  '--signing-keys <file>',
  'a copy of /.well-known/userkeep-document-keys.json: accept only archives signed with these keys',
] as const;

export async function privateKeyIn(path: string): Promise<KeyObject> {
  const key = parsePrivateKey(await textOf(path));
  if (!key) throw new CommandRefused(`${path} contains no private key for backups.`);
  return key;
}

export async function signingKeysIn(path: string): Promise<readonly PublishedDocumentKey[]> {
  const text = await textOf(path);
  try {
    const { keys } = JSON.parse(text) as { keys: PublishedDocumentKey[] };
    if (keys.every(({ publicKey }) => typeof publicKey === 'string')) return keys;
  } catch {
    // Reported below.
  }
  throw new CommandRefused(`${path} is not a list of document keys.`);
}

async function textOf(path: string): Promise<string> {
  return readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new CommandRefused(`${path} cannot be read (${error.code}).`);
  });
}

import type { KeyObject } from 'node:crypto';
import { parsePrivateKey } from '@features/privacy';
import { CommandRefused } from './command-refused';
import { readDocument } from './read-document';

/** The options of commands that read archives. */
export interface KeyOptions {
  readonly key?: string;
  readonly signingKeys?: string;
}

export interface RestoreOptions extends KeyOptions {
  readonly key: string;
  readonly anySignature?: boolean;
}

export const KEY_OPTION = ['--key <file>', 'the file with the private key, from `backup key`'] as const;
export const SIGNING_KEYS_OPTION = [
  '--signing-keys <file or URL>',
  '/.well-known/userkeep-document-keys.json: accept only archives signed with these keys',
] as const;
export const ANY_SIGNATURE_OPTION = ['--any-signature', 'accept an archive that any key has signed'] as const;

export async function privateKeyIn(path: string): Promise<KeyObject> {
  const key = parsePrivateKey(await readDocument(path));
  if (!key) throw new CommandRefused(`${path} contains no private key for backups.`);
  return key;
}

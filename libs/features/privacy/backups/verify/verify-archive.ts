import type { KeyObject } from 'node:crypto';
import type { PublishedDocumentKey } from '@platform/signed-documents/document-signer';
import type { ArchiveHeader, ArchiveKind } from '../archive/archive-header';
import type { ArchiveEnd } from '../archive/archive-reader';
import { UnusableArchive } from '../archive/unusable-archive';
import { openArchive, type ArchiveInput } from './archive-input';
import { readParts } from './archive-parts';

export interface Keys {
  /** Without it, only the structure, the hash and the signature are checked. */
  readonly privateKey?: KeyObject | undefined;
  /** The keys that may have signed the archive; without them, any key. */
  readonly trusted?: readonly Pick<PublishedDocumentKey, 'keyId' | 'publicKey'>[] | undefined;
}

export interface VerifiedArchive {
  readonly name: string;
  readonly input: ArchiveInput;
  readonly header: ArchiveHeader;
  readonly end: ArchiveEnd;
  /** Zero if the archive was read without a key. */
  readonly rows: number;
  readonly files: number;
}

/** Reads the whole archive. Throws `UnusableArchive` with the place of the damage. */
export async function verifyArchive(
  input: ArchiveInput,
  { privateKey, trusted }: Keys,
  kind?: ArchiveKind,
): Promise<VerifiedArchive> {
  const reader = await openArchive(input, kind);
  try {
    const end = privateKey ? await readAll(input.name, reader, privateKey) : await skipAll(reader);
    refuseUntrusted(input.name, end, trusted);
    const sections = Object.entries(end.summary?.sections ?? {});
    const itemsOf = (wanted: (section: string) => boolean) =>
      sections.filter(([section]) => wanted(section)).reduce((sum, [, { items }]) => sum + items, 0);
    return {
      name: input.name,
      input,
      header: reader.header,
      end,
      rows: itemsOf((section) => section.includes('.')),
      files: itemsOf((section) => section === 'files'),
    };
  } finally {
    await reader.close();
  }
}

async function readAll(
  name: string,
  reader: Awaited<ReturnType<typeof openArchive>>,
  privateKey: KeyObject,
): Promise<ArchiveEnd> {
  const parts = readParts(name, reader, privateKey);
  for (;;) {
    const { done, value } = await parts.next();
    if (done) return value;
  }
}

async function skipAll(reader: Awaited<ReturnType<typeof openArchive>>): Promise<ArchiveEnd> {
  await reader.skipChunks();
  return reader.end();
}

function refuseUntrusted(name: string, { signature }: ArchiveEnd, trusted: Keys['trusted']): void {
  if (!trusted || trusted.some(({ publicKey }) => publicKey === signature.publicKey)) return;
  throw new UnusableArchive(`${name} is signed with the key ${signature.keyId}, which is not one of the trusted keys.`);
}

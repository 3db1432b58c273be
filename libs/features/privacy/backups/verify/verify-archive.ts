import type { KeyObject } from 'node:crypto';
import type { PublishedDocumentKey } from '@platform/signed-documents/document-signer';
import type { ArchiveHeader, ArchiveKind } from '../archive/archive-header';
import type { ArchiveEnd } from '../archive/archive-reader';
import { UnusableArchive } from '../archive/unusable-archive';
import { openArchive, type ArchiveInput } from './archive-input';
import { readParts, type ArchivePart } from './archive-parts';

export interface Keys {
  /** Without it, only the structure, the hash and the signature are checked. */
  readonly privateKey?: KeyObject | undefined;
  readonly trusted: TrustedSigners;
}

/** The keys that may have signed an archive. `any` only says that the archive is undamaged, not who made it. */
export type TrustedSigners = readonly Pick<PublishedDocumentKey, 'keyId' | 'publicKey'>[] | 'any';

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

/**
 * Reads an archive again, after it was verified. Throws `UnusableArchive` at its end if it is not the same any more, so
 * what was read must not be used before that.
 */
export async function* readVerified(
  { name, input, end, header }: VerifiedArchive,
  privateKey: KeyObject,
): AsyncGenerator<ArchivePart> {
  const reader = await openArchive(input, header.kind);
  try {
    const again = yield* readParts(name, reader, privateKey);
    const isSame = again.signed.sha256 === end.signed.sha256 && again.signature.publicKey === end.signature.publicKey;
    if (!isSame)
      throw new UnusableArchive(`${name} was replaced while it was read. Nothing of it is used; start again.`);
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

function refuseUntrusted(name: string, { signature }: ArchiveEnd, trusted: TrustedSigners): void {
  if (trusted === 'any' || trusted.some(({ publicKey }) => publicKey === signature.publicKey)) return;
  throw new UnusableArchive(`${name} is signed with the key ${signature.keyId}, which is not one of the trusted keys.`);
}

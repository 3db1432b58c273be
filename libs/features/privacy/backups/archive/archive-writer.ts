import { createHash, randomBytes, type Hash, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import { constants, gzip } from 'node:zlib';
import type { DocumentSignature } from '@platform/signed-documents/signature.rule';
import { MAGIC, type ArchiveHeader } from './archive-header';
import type { ArchiveSummary, SectionSummary, SignedArchive } from './archive-summary';
import { chunkKeyOf, encryptChunk } from './chunk-cipher.rule';
import { wrapFileKey } from './file-key.rule';

const compress = promisify(gzip);
/** Chunks that are compressed at the same time, in the threads of Node. */
const IN_FLIGHT = 4;
const FASTEST = { level: constants.Z_BEST_SPEED };
const FILE_KEY_BYTES = 32;

/** A part of one section. Rows and files are never divided between chunks, except for the bytes of a file. */
export interface Chunk {
  readonly section: string;
  readonly content: Buffer;
  /** The rows or files that end in this chunk. */
  readonly items: number;
}

export interface NewArchive {
  readonly header: Omit<ArchiveHeader, 'recipients'>;
  readonly recipients: readonly KeyObject[];
  readonly chunks: AsyncIterable<Chunk>;
  /** Known once all chunks were read. */
  readonly missingFiles: () => number;
  readonly sign: (document: Buffer) => DocumentSignature;
}

/** Produces the bytes of an archive. Its memory use does not depend on the size of the archive. */
export async function* writeArchive(archive: NewArchive): AsyncGenerator<Buffer> {
  const hash = createHash('sha256');
  let bytes = 0;
  const seen = (part: Buffer) => {
    hash.update(part);
    bytes += part.length;
    return part;
  };
  const fileKey = randomBytes(FILE_KEY_BYTES);
  const header = headerBytes({
    ...archive.header,
    recipients: archive.recipients.map((to) => wrapFileKey(fileKey, to)),
  });
  const headerHash = createHash('sha256').update(header).digest();
  yield seen(Buffer.concat([header, headerHash]));
  for await (const part of encrypted(archive, chunkKeyOf(fileKey, headerHash))) yield seen(part);
  const { backup, kind, createdAt } = archive.header;
  yield signatureBytes({ backup, kind, createdAt, bytes, sha256: hash.digest('hex') }, archive.sign);
}

async function* encrypted({ header, chunks, missingFiles }: NewArchive, key: KeyObject): AsyncGenerator<Buffer> {
  const totals = new SectionTotals();
  const inFlight: { section: number; compressed: Promise<Buffer> }[] = [];
  let number = 0;
  const next = async () => {
    const { section, compressed } = inFlight.shift()!;
    return encryptChunk(key, { number: number++, section, isLast: false }, await compressed);
  };
  for await (const chunk of chunks) {
    totals.add(chunk);
    const compressed = compress(chunk.content, FASTEST);
    // The error is reported when the chunk is awaited, which may be after other chunks.
    compressed.catch(() => undefined);
    inFlight.push({ section: header.sections.indexOf(chunk.section), compressed });
    if (inFlight.length >= IN_FLIGHT) yield await next();
  }
  while (inFlight.length > 0) yield await next();
  const summary: ArchiveSummary = { sections: totals.result(), missingFiles: missingFiles() };
  const content = await compress(Buffer.from(JSON.stringify(summary)), FASTEST);
  yield encryptChunk(key, { number, section: header.sections.indexOf('summary'), isLast: true }, content);
}

function headerBytes(header: ArchiveHeader): Buffer {
  const json = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(4);
  length.writeUInt32BE(json.length);
  return Buffer.concat([MAGIC, length, json]);
}

function signatureBytes(signed: SignedArchive, sign: NewArchive['sign']): Buffer {
  const document = JSON.stringify(signed);
  const json = Buffer.from(JSON.stringify({ document, signature: sign(Buffer.from(document)) }));
  return Buffer.concat([json, createHash('sha256').update(json).digest()]);
}

/** Counts and hashes the chunks of each section. */
export class SectionTotals {
  private readonly bySection = new Map<string, { items: number; bytes: number; hash: Hash }>();

  add({ section, content, items }: Chunk): void {
    const total = this.bySection.get(section) ?? { items: 0, bytes: 0, hash: createHash('sha256') };
    total.items += items;
    total.bytes += content.length;
    total.hash.update(content);
    this.bySection.set(section, total);
  }

  /** Can be called once. */
  result(): Record<string, SectionSummary> {
    const entries = [...this.bySection].map(([section, { items, bytes, hash }]) => [
      section,
      { items, bytes, sha256: hash.digest('hex') },
    ]);
    return Object.fromEntries(entries) as Record<string, SectionSummary>;
  }
}

import { createHash, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { isSignature, isSignatureValid, type DocumentSignature } from '@platform/signed-documents/signature.rule';
import { parseJsonObject } from '@platform/text/json-object.rule';
import {
  ARCHIVE_KINDS,
  FORMAT,
  isArchiveHeader,
  MAGIC,
  MAX_HEADER_BYTES,
  placeOfSection,
  type ArchiveHeader,
} from './archive-header';
import { parseSummary, type ArchiveSummary, type SignedArchive } from './archive-summary';
import { ByteSource } from './byte-source';
import { chunkKeyOf, decryptChunk, HEAD_BYTES, readHead, type ChunkHead } from './chunk-cipher.rule';
import { unwrapFileKey } from './file-key.rule';
import { recipientIdOf } from './recipient-key.rule';
import { DamagedArchive, UnusableArchive } from './unusable-archive';

const decompress = promisify(gunzip);
const HASH_BYTES = 32;
const MAX_SIGNATURE_BYTES = 64 * 1024;
/** A row can be as long as a packet of the server, which is at most 1 GiB. */
const MAX_CHUNK_BYTES = 0x4100_0000;
const IN_FLIGHT = 4;

export interface ReadChunk {
  readonly section: string;
  readonly content: Buffer;
  /** The position of the chunk in the archive. */
  readonly at: number;
}

export interface ArchiveEnd {
  readonly signed: SignedArchive;
  readonly signature: DocumentSignature;
  /** Undefined if the archive was read without a key. */
  readonly summary: ArchiveSummary | undefined;
}

/**
 * Reads an archive from start to end: the header, the chunks, then the end. Every byte is checked; `name` is the name of
 * the archive in messages.
 */
export class ArchiveReader {
  header: ArchiveHeader;
  private readonly hash = createHash('sha256');
  private readonly source: ByteSource;
  private headerHash = Buffer.alloc(0);
  private summary: ArchiveSummary | undefined;
  private isBehindChunks = false;

  private constructor(
    private readonly name: string,
    stream: AsyncIterable<Uint8Array>,
  ) {
    this.source = new ByteSource(stream, (bytes) => {
      if (!this.isBehindChunks) this.hash.update(bytes);
    });
  }

  static async open(name: string, stream: AsyncIterable<Uint8Array>): Promise<ArchiveReader> {
    const reader = new ArchiveReader(name, stream);
    try {
      reader.header = await reader.readHeader();
      return reader;
    } catch (error) {
      await reader.close();
      throw error;
    }
  }

  async close(): Promise<void> {
    await this.source.close();
  }

  /** Decrypts all chunks except for the summary. Several chunks are decompressed at the same time. */
  async *chunks(privateKey: KeyObject): AsyncGenerator<ReadChunk> {
    const key = chunkKeyOf(this.fileKeyFor(privateKey), this.headerHash);
    const inFlight: { section: string; at: number; content: Promise<Buffer> }[] = [];
    const next = async (): Promise<ReadChunk> => {
      const { section, at, content } = inFlight.shift()!;
      return { section, at, content: await content };
    };
    for await (const { head, raw, at, encrypted, section } of this.encryptedChunks()) {
      const compressed = decryptChunk(key, raw, encrypted);
      if (!compressed)
        throw new DamagedArchive(
          this.name,
          placeOfSection(section),
          at,
          'its chunk was changed or is from another archive',
        );
      const content = decompress(compressed).catch(() => {
        throw new DamagedArchive(this.name, placeOfSection(section), at, 'its chunk cannot be decompressed');
      });
      if (head.isLast) {
        while (inFlight.length > 0) yield await next();
        this.summary = parseSummary(String(await content));
        if (!this.summary)
          throw new DamagedArchive(this.name, placeOfSection(section), at, 'it is not the summary of an archive');
        return;
      }
      content.catch(() => undefined);
      inFlight.push({ section, at, content });
      if (inFlight.length >= IN_FLIGHT) yield await next();
    }
  }

  /** Reads all chunks without a key. Their order and hash can be checked, but not their content. */
  async skipChunks(): Promise<void> {
    for await (const _ of this.encryptedChunks());
  }

  /** Must be called after the chunks. Checks the hash and the signature; the caller decides whether to trust the key. */
  async end(): Promise<ArchiveEnd> {
    const { position } = this.source;
    const damaged = (detail: string) => new DamagedArchive(this.name, 'in the signature', position, detail);
    const sha256 = this.hash.digest('hex');
    const text = await this.source.read(MAX_SIGNATURE_BYTES);
    if ((await this.source.read(1)).length > 0) throw damaged('it continues after its end');
    if (text.length === 0)
      throw new UnusableArchive(
        `${this.name} is cut off before the signature, at byte ${position.toLocaleString('en')}.`,
      );
    const end = parsedEnd(text);
    if (!end) throw damaged('it is cut off or changed');
    const { signed, document, signature } = end;
    if (!isSignatureValid('backup', Buffer.from(document), signature)) throw damaged('it is not valid');
    const { backup, kind, createdAt } = this.header;
    if (signed.backup !== backup || signed.kind !== kind || signed.createdAt !== createdAt)
      throw damaged('it is the signature of another archive');
    if (signed.bytes !== position || signed.sha256 !== sha256)
      throw damaged('the content before it is not what was signed');
    return { signed, signature, summary: this.summary };
  }

  private async *encryptedChunks() {
    let section: string | undefined;
    let last = -1;
    for (let number = 0; ; number++) {
      const at = this.source.position;
      const raw = await this.source.read(HEAD_BYTES);
      if (raw.length < HEAD_BYTES) throw this.cutOff(section);
      const head = readHead(raw);
      const misplaced = misplacedSentence(head, number);
      if (misplaced) throw new DamagedArchive(this.name, placeOfSection(section), at, misplaced);
      const named = this.header.sections[head.section];
      const isValid =
        named !== undefined && head.section >= last && head.length <= MAX_CHUNK_BYTES && raw[HEAD_BYTES - 1]! <= 1;
      if (!isValid) throw new DamagedArchive(this.name, placeOfSection(section), at, 'the head of a chunk was changed');
      const encrypted = await this.source.read(head.length);
      if (encrypted.length < head.length) throw this.cutOff(named);
      section = named;
      last = head.section;
      if (head.isLast) this.isBehindChunks = true;
      yield { head, raw, at, encrypted, section };
      if (head.isLast) return;
    }
  }

  private cutOff(section: string | undefined): UnusableArchive {
    const end = this.source.position.toLocaleString('en');
    return new UnusableArchive(`${this.name} is cut off ${placeOfSection(section)}, after byte ${end}.`);
  }

  private fileKeyFor(privateKey: KeyObject): Buffer {
    const own = recipientIdOf(privateKey);
    const wrapped = this.header.recipients.find(({ recipient }) => recipient === own);
    if (!wrapped) {
      const others = this.header.recipients.map(({ recipient }) => recipient).join(', ');
      throw new UnusableArchive(`${this.name} is encrypted for the key ${others}, and the given key is ${own}.`);
    }
    const fileKey = unwrapFileKey(wrapped, privateKey);
    if (!fileKey) throw new DamagedArchive(this.name, 'in the header', 0, 'its key was changed');
    return fileKey;
  }

  private async readHeader(): Promise<ArchiveHeader> {
    const start = await this.source.read(MAGIC.length + 4);
    if (!start.subarray(0, MAGIC.length).equals(MAGIC))
      throw new UnusableArchive(`${this.name} is not a backup of userkeep.`);
    if (start.length < MAGIC.length + 4) throw this.cutOff('header');
    const length = start.readUInt32BE(MAGIC.length);
    const damaged = () => new DamagedArchive(this.name, 'in the header', MAGIC.length);
    if (length > MAX_HEADER_BYTES) throw damaged();
    const json = await this.source.read(length);
    const stored = await this.source.read(HASH_BYTES);
    if (json.length < length || stored.length < HASH_BYTES) throw this.cutOff('header');
    this.headerHash = createHash('sha256').update(start).update(json).digest();
    if (!this.headerHash.equals(stored)) throw damaged();
    const header = parseJsonObject(String(json));
    if (typeof header?.format !== 'number') throw damaged();
    this.refuseNewer(header);
    if (!isArchiveHeader(header)) throw damaged();
    return header;
  }

  private refuseNewer(header: Partial<ArchiveHeader>): void {
    const { format = 0, compression, kind } = header;
    const isKnown = format <= FORMAT && compression === 'gzip' && kind !== undefined && ARCHIVE_KINDS.includes(kind);
    if (!isKnown) {
      throw new UnusableArchive(
        `${this.name} has format ${header.format}, which is newer than this version; use userkeep ${header.product} or later.`,
      );
    }
  }
}

function misplacedSentence({ number }: ChunkHead, expected: number): string | undefined {
  if (number === expected) return undefined;
  return `chunk ${number.toLocaleString('en')} is in the place of chunk ${expected.toLocaleString('en')}`;
}

function parsedEnd(bytes: Buffer) {
  const json = bytes.subarray(0, -HASH_BYTES);
  // The signature does not cover the ID of its key, so a damaged ID is found by this hash.
  if (!createHash('sha256').update(json).digest().equals(bytes.subarray(-HASH_BYTES))) return undefined;
  const { document, signature } = parseJsonObject(String(json)) ?? {};
  const signed = typeof document === 'string' ? parseJsonObject(document) : undefined;
  if (typeof document !== 'string' || !signed || !isSignature(signature)) return undefined;
  return { document, signature, signed: signed as unknown as SignedArchive };
}

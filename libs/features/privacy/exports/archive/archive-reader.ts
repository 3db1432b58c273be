import type { Readable } from 'node:stream';
import { fromRandomAccessReaderPromise, type Entry, type ZipFile } from 'yauzl';
import { collected } from '@platform/files/collected';
import { BrokenArchive } from './broken-archive';
import { LIMITS, type ArchiveLimits } from './archive-limits.rule';
import { openCheckedFile } from './checked-file';
import { layoutFault } from './archive-layout.rule';

/** The records at the end of an archive, of which two are only in large ones. */
const MAX_END_BYTES = 22 + 20 + 56;

/** Reads a ZIP archive that can be hostile: paths, sizes and the layout are checked before an entry is read. */
export class ArchiveReader {
  private constructor(
    private readonly zip: ZipFile,
    private readonly entries: ReadonlyMap<string, Entry>,
  ) {}

  static async open(file: string, limits: ArchiveLimits = LIMITS): Promise<ArchiveReader> {
    const { reader, size } = await openCheckedFile(file);
    const zip = await fromRandomAccessReaderPromise(reader, size, {
      autoClose: false,
      lazyEntries: true,
      decodeStrings: true,
      validateEntrySizes: true,
      strictFileNames: true,
    }).catch((error) => {
      reader.close(() => undefined);
      return asBroken(error, 'it is not a ZIP archive, or its end is damaged');
    });
    try {
      return new ArchiveReader(zip, await entriesOf(zip, limits));
    } catch (error) {
      zip.close();
      return asBroken(error);
    }
  }

  paths(): string[] {
    return [...this.entries.keys()];
  }

  /** The uncompressed bytes. Reading fails if there are more or fewer than the archive says. */
  async *read(path: string): AsyncGenerator<Uint8Array> {
    const entry = this.entries.get(path);
    if (!entry) throw new BrokenArchive(path, 'it is missing');
    try {
      const stream: Readable = await this.zip.openReadStreamPromise(entry);
      yield* stream as AsyncIterable<Buffer>;
    } catch (error) {
      throw error instanceof BrokenArchive ? error : new BrokenArchive(path, messageOf(error));
    }
  }

  async readAll(path: string, maxBytes: number): Promise<Buffer> {
    const bytes = await collected(this.read(path), maxBytes);
    if (!bytes) throw new BrokenArchive(path, 'it is too large');
    return bytes;
  }

  close(): void {
    this.zip.close();
  }
}

async function entriesOf(zip: ZipFile, limits: ArchiveLimits): Promise<Map<string, Entry>> {
  if (zip.entryCount > limits.entries) throw new BrokenArchive(undefined, 'it has too many entries');
  if (zip.comment !== '') throw new BrokenArchive(undefined, 'it has a comment');
  const entries = new Map<string, Entry>();
  for await (const entry of zip.eachEntry()) {
    if (entries.has(entry.fileName)) throw new BrokenArchive(entry.fileName, 'it exists twice');
    entries.set(entry.fileName, entry);
  }
  if (zip.fileSize - endOfDirectory(zip) > MAX_END_BYTES)
    throw new BrokenArchive(undefined, 'something follows its list of entries');
  const fault = layoutFault([...entries.values()], limits);
  if (fault) throw new BrokenArchive(fault.entry, fault.reason);
  return entries;
}

/** The library advances this position with every entry; its type is wrong. */
function endOfDirectory({ readEntryCursor }: ZipFile): number {
  return readEntryCursor as unknown as number;
}

function asBroken(error: unknown, reason = messageOf(error)): never {
  throw error instanceof BrokenArchive || isSystemError(error) ? error : new BrokenArchive(undefined, reason);
}

/** For example a file that does not exist. */
function isSystemError(error: unknown): boolean {
  return typeof (error as NodeJS.ErrnoException).syscall === 'string';
}

function messageOf(error: unknown): string {
  return (error as Error).message.replace(/\.$/, '');
}

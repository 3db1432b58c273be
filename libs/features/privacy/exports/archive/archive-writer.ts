import { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { ZipFile } from 'yazl';
import type { FileSource } from '@platform/files/file-store';
import { Measured } from '@platform/files/measured';
import type { ManifestEntry } from './manifest';

const MODE = 0o100644;

/** Writes a ZIP archive as a stream, one entry after another. */
export class ArchiveWriter {
  /** The entries in the order in which they were written. */
  readonly entries: ManifestEntry[] = [];
  private readonly zip = new ZipFile();
  private readonly readerGone = new AbortController();

  constructor(private readonly mtime: Date) {
    // The entry that fails throws the same error.
    this.zip.on('error', () => undefined);
    this.stream.on('error', () => undefined);
    this.stream.once('close', () => this.readerGone.abort(new Error('The archive could not be stored.')));
  }

  get stream(): Readable {
    return this.zip.outputStream as Readable;
  }

  /** Resolves once the source was read to its end. Files are often compressed already, so they are not compressed again. */
  async add(about: Omit<ManifestEntry, 'bytes' | 'sha256'>, source: FileSource): Promise<void> {
    const measured = new Measured(source);
    await this.append(about.path, measured.chunks(), about.role !== 'file');
    const { size: bytes, sha256 } = measured.result();
    this.entries.push({ ...about, bytes, sha256 });
  }

  /** For the manifest and its signature, which no manifest lists. */
  async addUnlisted(path: string, bytes: Uint8Array): Promise<void> {
    await this.append(path, Readable.from([bytes]), true);
  }

  /** Throws if the stream of the archive was closed, for example because the disk is full. */
  checkReader(): void {
    this.readerGone.signal.throwIfAborted();
  }

  /** The reader of the stream gets the end of the archive. */
  end(): void {
    this.zip.end({ forceZip64Format: true, comment: '' });
  }

  /** The reader of the stream gets the error. */
  fail(error: unknown): void {
    this.stream.destroy(error as Error);
  }

  private async append(path: string, chunks: AsyncIterable<Uint8Array>, compress: boolean): Promise<void> {
    const input = Readable.from(chunks, { objectMode: false });
    this.zip.addReadStream(input, path, { mtime: this.mtime, mode: MODE, compress, forceZip64Format: true });
    try {
      await finished(input, { signal: this.readerGone.signal });
    } catch (error) {
      input.destroy();
      throw error;
    }
  }
}

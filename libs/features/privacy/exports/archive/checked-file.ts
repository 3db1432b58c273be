import { createReadStream } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { callbackify } from 'node:util';
import type { RandomAccessReader } from 'yauzl';
import { lazily } from '@platform/process/lazily';

const library = lazily(() => require('yauzl') as typeof import('yauzl'));

/**
 * A file for the ZIP library that answers reads outside of the file with an error. The positions come from the archive,
 * and Node throws for some of them, which would end the process.
 */
const CheckedFile = lazily(
  () =>
    class extends library().RandomAccessReader {
      constructor(
        private readonly path: string,
        private readonly handle: FileHandle,
        private readonly size: number,
      ) {
        super();
      }

      override _readStreamForRange(start: number, end: number): Readable {
        this.check(start, end);
        return createReadStream(this.path, { start, end: end - 1 });
      }

      override read(
        buffer: Buffer,
        offset: number,
        length: number,
        position: number,
        callback: (error: Error | null) => void,
      ): void {
        callbackify(() => this.readChecked(buffer, offset, length, position))(callback);
      }

      override close(callback: (error: Error | null) => void): void {
        callbackify(() => this.handle.close())(callback);
      }

      private async readChecked(buffer: Buffer, offset: number, length: number, position: number): Promise<void> {
        this.check(position, position + length);
        const { bytesRead } = await this.handle.read(buffer, offset, length, position);
        if (bytesRead < length) throw new Error('the file is too short');
      }

      private check(start: number, end: number): void {
        if (!(start >= 0 && end >= start && end <= this.size)) throw new Error('it refers to bytes after its end');
      }
    },
);

export async function openCheckedFile(path: string): Promise<{ reader: RandomAccessReader; size: number }> {
  const handle = await open(path, 'r');
  const { size } = await handle.stat();
  return { reader: new (CheckedFile())(path, handle, size), size };
}

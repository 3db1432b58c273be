import { open, rename, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { syncFolder } from '@platform/files/synced';
import type { SiemOutput } from './siem-output';

const LINE_BREAK = 10;
const READ_BYTES = 64 * 1024;
const ONLY_OWNER = 0o600;
const OTHERS = 0o077;

/**
 * Appends lines to a file, and begins a new file when it is full. The file is opened for each text, because another
 * process on the same machine may have written to it, or may have begun a new one.
 */
export class SiemFile implements SiemOutput {
  constructor(
    private readonly file: string,
    readonly maxBytes: number,
    /** The number of previous files to keep. */
    private readonly count: number,
  ) {}

  async write(text: string): Promise<void> {
    const bytes = Buffer.from(text);
    let handle = await this.open();
    try {
      let size = await removeHalfLine(handle);
      if (size > 0 && size + bytes.length > this.maxBytes) {
        await handle.close();
        await this.rotate();
        handle = await this.open();
        size = 0;
      }
      await handle.appendFile(bytes);
      await handle.sync();
      // Without this, a new or renamed file may not have its name after a power failure.
      if (size === 0) await syncFolder(dirname(this.file));
    } finally {
      await handle.close();
    }
  }

  private async open(): Promise<FileHandle> {
    const handle = await open(this.file, 'a+', ONLY_OWNER);
    const { mode } = await handle.stat();
    if ((mode & OTHERS) !== 0) await handle.chmod(ONLY_OWNER);
    return handle;
  }

  /** A crash in between leaves a gap in the numbers, but loses no file. */
  private async rotate(): Promise<void> {
    for (let n = this.count - 1; n > 0; n--) await renameIfPresent(`${this.file}.${n}`, `${this.file}.${n + 1}`);
    await renameIfPresent(this.file, `${this.file}.1`);
  }
}

async function renameIfPresent(from: string, to: string): Promise<void> {
  await rename(from, to).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
  });
}

/**
 * A crash can leave a half-written line. It is removed, because its event has not counted as handled and is written
 * again. Returns the remaining size.
 */
async function removeHalfLine(handle: FileHandle): Promise<number> {
  const { size } = await handle.stat();
  const end = await endOfLastLine(handle, size);
  if (end < size) await handle.truncate(end);
  return end;
}

async function endOfLastLine(handle: FileHandle, size: number): Promise<number> {
  for (let end = size; end > 0;) {
    const from = Math.max(0, end - READ_BYTES);
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(end - from), 0, end - from, from);
    const at = buffer.subarray(0, bytesRead).lastIndexOf(LINE_BREAK);
    if (at >= 0) return from + at + 1;
    end = from;
  }
  return 0;
}

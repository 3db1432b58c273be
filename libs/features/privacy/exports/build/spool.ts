import { randomBytes } from 'node:crypto';
import { mkdir, open, rm, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';

const MEMORY_BYTES = 64 * 1024;

/**
 * Holds text until it is read once: little in memory, the rest in a file. The file loses its name before it has content,
 * so that the operating system removes the content when the process is killed.
 */
export class Spool {
  private texts: string[] = [];
  private length = 0;
  private file: FileHandle | undefined;

  constructor(private readonly folder: string) {}

  async add(text: string): Promise<void> {
    this.texts.push(text);
    this.length += text.length;
    if (this.length < MEMORY_BYTES) return;
    this.file ??= await openNameless(this.folder);
    await this.file.appendFile(this.texts.join(''));
    this.texts = [];
    this.length = 0;
  }

  async *read(): AsyncGenerator<Uint8Array> {
    if (this.file) {
      const buffer = Buffer.alloc(MEMORY_BYTES);
      for (let at = 0; ;) {
        const { bytesRead } = await this.file.read(buffer, 0, MEMORY_BYTES, at);
        if (bytesRead === 0) break;
        yield Buffer.from(buffer.subarray(0, bytesRead));
        at += bytesRead;
      }
    }
    yield Buffer.from(this.texts.join(''));
  }

  async close(): Promise<void> {
    await this.file?.close();
  }
}

async function openNameless(folder: string): Promise<FileHandle> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, randomBytes(12).toString('hex'));
  const file = await open(path, 'wx+', 0o600);
  await rm(path);
  return file;
}

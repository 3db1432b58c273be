import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import type { FileStore } from '@platform/files/file-store';
import { readFileEntries } from '../archive/file-entries.rule';

/** Files that are synced to disk at the same time, because most are small and each waits for the disk. */
const AT_ONCE = 16;

/** Stores the files of an archive as their pieces are read. */
export class RestoredFiles {
  count = 0;
  private current: { readonly content: PassThrough; readonly stored: Promise<void> } | undefined;
  private readonly running = new Set<Promise<void>>();
  private failure: Error | undefined;

  constructor(
    private readonly files: FileStore,
    private readonly isWanted: (id: string) => boolean = () => true,
  ) {}

  async add(chunk: Buffer): Promise<void> {
    for (const entry of readFileEntries(chunk)) {
      if (entry.kind === 'start') await this.begin(entry.id);
      else if (entry.kind === 'piece') await this.write(entry.bytes);
      else this.end();
    }
  }

  /** Resolves once all files would survive a power failure. */
  async settled(): Promise<void> {
    await Promise.all(this.running);
    this.throwFailure();
  }

  private async begin(id: string): Promise<void> {
    while (this.running.size >= AT_ONCE) await Promise.race(this.running);
    this.throwFailure();
    if (!this.isWanted(id)) return;
    const content = new PassThrough();
    const stored: Promise<void> = this.files
      .put(id, content)
      .then(() => void this.count++)
      .catch((error: Error) => {
        this.failure ??= error;
        content.destroy();
      })
      .finally(() => this.running.delete(stored));
    this.running.add(stored);
    this.current = { content, stored };
  }

  private async write(bytes: Buffer): Promise<void> {
    if (!this.current) return;
    const { content, stored } = this.current;
    if (content.destroyed || content.write(bytes)) return;
    await Promise.race([once(content, 'drain'), stored]);
  }

  private end(): void {
    this.current?.content.end();
    this.current = undefined;
  }

  private throwFailure(): void {
    if (this.failure) throw this.failure;
  }
}

import { stat } from 'node:fs/promises';

/** What was read of it may be half of one file and half of another. */
export class FileChanged extends Error {
  constructor(path: string) {
    super(`The file ${path} was changed while it was read.`);
  }
}

/** Detects changes of files while they are read. */
export class UnchangedFiles {
  private constructor(private readonly seen: ReadonlyMap<string, string>) {}

  static async of(paths: readonly (string | undefined)[]): Promise<UnchangedFiles> {
    const seen = new Map<string, string>();
    for (const path of paths) if (path !== undefined) seen.set(path, await stampOf(path));
    return new UnchangedFiles(seen);
  }

  async check(): Promise<void> {
    for (const [path, stamp] of this.seen) if ((await stampOf(path)) !== stamp) throw new FileChanged(path);
  }
}

/** One that is gone has changed as well. */
async function stampOf(path: string): Promise<string> {
  const { size, mtimeNs, dev, ino } = await stat(path, { bigint: true }).catch(() => NOWHERE);
  return [size, mtimeNs, dev, ino].join(':');
}

const NOWHERE = { size: -1n, mtimeNs: 0n, dev: 0n, ino: 0n };

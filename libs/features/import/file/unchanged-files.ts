import { stat } from 'node:fs/promises';

/** A file was changed while it was read, so the read data may be inconsistent. */
export class FileChanged extends Error {
  constructor(path: string) {
    super(`The file ${path} was changed while it was read.`);
  }
}

/** Detects changes of files while they are read. */
export class UnchangedFiles {
  private constructor(private readonly stamps: ReadonlyMap<string, string>) {}

  static async of(paths: readonly (string | undefined)[]): Promise<UnchangedFiles> {
    const stamps = new Map<string, string>();
    for (const path of paths) if (path !== undefined) stamps.set(path, await stampOf(path));
    return new UnchangedFiles(stamps);
  }

  async check(): Promise<void> {
    for (const [path, stamp] of this.stamps) if ((await stampOf(path)) !== stamp) throw new FileChanged(path);
  }
}

/** A deleted file counts as changed. */
async function stampOf(path: string): Promise<string> {
  const { size, mtimeNs, dev, ino } = await stat(path, { bigint: true }).catch(() => MISSING_FILE);
  return [size, mtimeNs, dev, ino].join(':');
}

const MISSING_FILE = { size: -1n, mtimeNs: 0n, dev: 0n, ino: 0n };

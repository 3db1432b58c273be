import { randomBytes } from 'node:crypto';
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Injectable } from '@nestjs/common';
import { RuntimeConfig } from '@platform/config/runtime.config';
import { FileStore } from './file-store';
import { foldersOf, isFileId } from './file-id.rule';

/** Files below DATA_DIR/files. Several nodes need that folder to be a shared one. */
@Injectable()
export class FolderFileStore extends FileStore {
  private readonly root: string;

  constructor(config: RuntimeConfig) {
    super();
    this.root = join(config.dataDir, 'files');
  }

  async put(id: string, bytes: Buffer): Promise<void> {
    const { folder, path } = this.placeOf(id);
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const unfinished = `${path}.${randomBytes(6).toString('hex')}.tmp`;
    try {
      await writeThrough(unfinished, bytes);
      await rename(unfinished, path);
    } catch (error) {
      await rm(unfinished, { force: true });
      throw error;
    }
    await flush(folder);
  }

  async get(id: string): Promise<Buffer | undefined> {
    try {
      return await readFile(this.placeOf(id).path);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    }
  }

  async remove(id: string): Promise<void> {
    await rm(this.placeOf(id).path, { force: true });
  }

  private placeOf(id: string): { folder: string; path: string } {
    if (!isFileId(id)) throw new Error('This is not the ID of a file.');
    const folder = join(this.root, ...foldersOf(id));
    return { folder, path: join(folder, id) };
  }
}

async function writeThrough(path: string, bytes: Buffer): Promise<void> {
  const file = await open(path, 'wx', 0o600);
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** The new name itself is only safe once its folder is. */
async function flush(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

import { open, rm, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import { RuntimeConfig } from '@platform/config/runtime.config';
import { orAbsent } from './absent';
import { resolveRange, type ByteRange } from './byte-range.rule';
import { RangeNotSatisfiable } from './file.errors';
import { foldersOf, isFileId } from './file-id.rule';
import {
  FileStore,
  type FileSource,
  type FileStatus,
  type ListedFile,
  type ListOptions,
  type OpenedFile,
  type PutOptions,
  type PutResult,
} from './file-store';
import { leafFolders, namesIn } from './hashed-folders';
import { Measured } from './measured';
import { putSynced, removeUnfinished } from './synced';
import { finalNameOf } from './unfinished-name.rule';

/** Stores files below DATA_DIR/files. Several nodes need a shared folder that supports hard links. */
@Injectable()
export class FolderFileStore extends FileStore {
  private readonly dataDir: string;
  private readonly root: string;

  constructor(config: RuntimeConfig) {
    super();
    this.dataDir = resolve(config.dataDir);
    this.root = join(this.dataDir, 'files');
  }

  async put(id: string, source: FileSource, { ifAbsent = false, maxBytes }: PutOptions = {}): Promise<PutResult> {
    const measured = new Measured(source, maxBytes);
    try {
      const stored = await putSynced(this.locationOf(id).path, measured.chunks(), { root: this.dataDir, ifAbsent });
      return { stored, ...measured.result() };
    } catch (error) {
      // A source that has not been read would stay open.
      if (source instanceof Readable) source.destroy();
      throw error;
    }
  }

  async open(id: string, range?: ByteRange): Promise<OpenedFile | undefined> {
    const { path } = this.locationOf(id);
    const file = await orAbsent(open(path, 'r'));
    if (!file) return undefined;
    try {
      const { size, mtime: modifiedAt } = await file.stat();
      const resolved = range && resolveRange(range, size);
      if (range && !resolved) throw new RangeNotSatisfiable(size);
      return { size, modifiedAt, range: resolved, stream: file.createReadStream(resolved) };
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  async stat(id: string): Promise<FileStatus | undefined> {
    return statusOf(this.locationOf(id).path);
  }

  async remove(id: string): Promise<void> {
    const { folder, path } = this.locationOf(id);
    await rm(path, { force: true });
    for (const name of await namesIn(folder))
      if (finalNameOf(name) === id) await rm(join(folder, name), { force: true });
  }

  /** Lists by folder, and within a folder by ID. */
  async *list({ prefix = '', after, limit = Infinity }: ListOptions = {}): AsyncGenerator<ListedFile> {
    const afterFolder = after === undefined ? undefined : this.locationOf(after).folder;
    let left = limit;
    for await (const { path, names } of leafFolders(this.root, after)) {
      for (const id of names) {
        if (!isFileId(id) || !id.startsWith(prefix)) continue;
        if (path === afterFolder && after !== undefined && id <= after) continue;
        if (left-- <= 0) return;
        const status = await statusOf(join(path, id));
        if (status) yield { id, ...status };
      }
    }
  }

  async removeUnfinished(before: Date): Promise<number> {
    let removed = 0;
    for await (const { path, names } of leafFolders(this.root)) removed += await removeUnfinished(path, names, before);
    return removed;
  }

  private locationOf(id: string): { folder: string; path: string } {
    if (!isFileId(id)) throw new Error('This is not a valid file ID.');
    const folder = join(this.root, ...foldersOf(id));
    return { folder, path: join(folder, id) };
  }
}

async function statusOf(path: string): Promise<FileStatus | undefined> {
  const found = await orAbsent(stat(path));
  return found && { size: found.size, modifiedAt: found.mtime };
}

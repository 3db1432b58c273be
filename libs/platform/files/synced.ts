import { link, mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { orAbsent } from './absent';
import { finalNameOf, unfinishedNameOf } from './unfinished-name.rule';

type Content = AsyncIterable<Uint8Array> | string;

/**
 * Stores a complete file durably, whatever interrupts it. Returns false if it is stored only if its name is free, and the
 * name is taken. The folders up to `root` are created and synced.
 */
export async function putSynced(
  path: string,
  content: Content,
  { root, ifAbsent }: { readonly root: string; readonly ifAbsent: boolean },
): Promise<boolean> {
  const unfinished = unfinishedNameOf(path);
  try {
    await makeFolder(dirname(path));
    await writeSynced(unfinished, content);
    const stored = ifAbsent ? await linkUnlessTaken(unfinished, path) : await rename(unfinished, path).then(() => true);
    await syncFolders(dirname(path), root);
    return stored;
  } finally {
    await rm(unfinished, { force: true });
  }
}

/** Writes a new file and syncs it to disk. */
async function writeSynced(path: string, content: Content): Promise<void> {
  const file = await open(path, 'wx', 0o600);
  try {
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
}

export async function makeFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
}

/**
 * Syncs a folder and its parents up to `root`, because a new name is durable only once its folder is. The parents are
 * synced every time, because a concurrent put may have created them without having synced them yet.
 */
export async function syncFolders(folder: string, root: string): Promise<void> {
  await syncFolder(folder);
  if (folder !== root) await syncFolders(dirname(folder), root);
}

/** Removes those of the names that processes left behind when they were killed. Returns their number. */
export async function removeUnfinished(folder: string, names: readonly string[], before: Date): Promise<number> {
  let removed = 0;
  for (const name of names.filter((each) => finalNameOf(each) !== undefined)) {
    const found = await orAbsent(stat(join(folder, name)));
    if (!found || found.mtime >= before) continue;
    await rm(join(folder, name), { force: true });
    removed++;
  }
  return removed;
}

/** A hard link is created only if its name is free, which the file system decides for all processes and nodes. */
async function linkUnlessTaken(unfinished: string, path: string): Promise<boolean> {
  try {
    await link(unfinished, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

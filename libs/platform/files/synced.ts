import { mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Writes a new file and syncs it to disk. */
export async function writeSynced(path: string, chunks: AsyncIterable<Uint8Array>): Promise<void> {
  const file = await open(path, 'wx', 0o600);
  try {
    await file.writeFile(chunks);
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

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

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
 * Syncs a folder and those above it, up to `root`: a new name is only safe once its folder is. Those above are synced
 * every time, because another put may have made them a moment ago and not have synced them yet.
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

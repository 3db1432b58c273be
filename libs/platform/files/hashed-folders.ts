import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { orAbsent } from './absent';
import { foldersOf } from './file-id.rule';

const FOLDER = /^[0-9a-f]{2}$/;

export interface LeafFolder {
  readonly path: string;
  /** Sorted. */
  readonly names: readonly string[];
}

/** Reads the two levels of folders in order, one folder at a time, starting with the folder of `from`. */
export async function* leafFolders(root: string, from?: string): AsyncGenerator<LeafFolder> {
  const [firstOuter = '', firstInner = ''] = from === undefined ? [] : foldersOf(from);
  for (const outer of await foldersIn(root)) {
    if (outer < firstOuter) continue;
    for (const inner of await foldersIn(join(root, outer))) {
      if (outer === firstOuter && inner < firstInner) continue;
      const path = join(root, outer, inner);
      yield { path, names: (await namesIn(path)).sort() };
    }
  }
}

async function foldersIn(path: string): Promise<string[]> {
  return (await namesIn(path)).filter((name) => FOLDER.test(name)).sort();
}

/** Returns no names before the first file is stored. */
export async function namesIn(path: string): Promise<string[]> {
  return (await orAbsent(readdir(path))) ?? [];
}

import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { parseCheckpoint } from '@platform/transparency-log/checkpoint.rule';
import { parseNote, verifySignatures, type VerifierKey } from '@platform/transparency-log/signed-note.rule';
import { counted } from '@platform/text/counted.rule';
import { isKeyOf } from './key-names.rule';
import { notesIn } from './note-text.rule';

/** A signed checkpoint that was kept outside of the database. */
export interface Head {
  readonly origin: string;
  readonly size: number;
  readonly root: Buffer;
  /** Where it was kept. */
  readonly source: string;
  /** Whether it is signed with a given key of its log. */
  readonly isSigned: boolean;
  /** The names of the given keys that have signed it, each once: the keys of a log have the same name. */
  readonly signers: readonly string[];
}

const LARGEST_FILE = 256 * 1024 * 1024;

/** The folder of tiles in C2SP tlog-tiles. */
export const TILES = 'tile';

/** The message is a sentence for the auditor. */
export class HeadsUnusable extends Error {}

/** Reads the signed checkpoints in files, and in all files of folders except tiles. */
export async function readHeads(path: string, keys: readonly VerifierKey[]): Promise<Head[]> {
  const status = await stat(path).catch(() => undefined);
  if (!status) throw new HeadsUnusable(`There is no file or folder ${path}.`);
  if (status.isFile()) {
    if (status.size > LARGEST_FILE) throw new HeadsUnusable(`${path} is too large for a file of checkpoints.`);
    return headsIn(await readFile(path, 'utf8'), path, keys);
  }
  if (!status.isDirectory()) throw new HeadsUnusable(`${path} is neither a file nor a folder.`);
  const { files, folders } = await contentsOf(path);
  const heads: Head[] = [];
  for (const name of [...files, ...folders.filter((folder) => folder !== TILES)].sort())
    heads.push(...(await readHeads(join(path, name), keys)));
  return heads;
}

/** The names in a folder. Links to files are followed, but not links to folders, which could lead back. */
export async function contentsOf(folder: string): Promise<{ files: string[]; folders: string[] }> {
  const entries = await readdir(folder, { withFileTypes: true });
  const files: string[] = [];
  for (const entry of entries) {
    const target = entry.isSymbolicLink() ? await stat(join(folder, entry.name)).catch(() => undefined) : entry;
    if (target?.isFile()) files.push(entry.name);
  }
  return { files, folders: entries.filter((entry) => entry.isDirectory()).map(({ name }) => name) };
}

/** Throws if a checkpoint of a log whose key is given has no valid signature. */
export function headsIn(text: string, source: string, keys: readonly VerifierKey[]): Head[] {
  return notesIn(text).flatMap((signed) => {
    const note = parseNote(Buffer.from(signed));
    const checkpoint = note && parseCheckpoint(note.text);
    if (!note || !checkpoint) return [];
    const verified = verifySignatures(note, keys);
    if (!verified)
      throw new HeadsUnusable(
        `The checkpoint of ${counted(checkpoint.size, 'entry', 'entries')} in ${source} was changed after it was signed.`,
      );
    const { origin } = checkpoint;
    const isSigned = verified.some(({ key }) => isKeyOf(origin, key));
    if (!isSigned && keys.some((key) => isKeyOf(origin, key)))
      throw new HeadsUnusable(
        `The checkpoint of ${counted(checkpoint.size, 'entry', 'entries')} in ${source} is not signed with a given key.`,
      );
    return [{ ...checkpoint, source, isSigned, signers: [...new Set(verified.map(({ key }) => key.name))] }];
  });
}

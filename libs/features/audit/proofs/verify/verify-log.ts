import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { orAbsent } from '@platform/files/absent';
import type { VerifierKey } from '@platform/transparency-log/signed-note.rule';
import { pathOf } from '@platform/transparency-log/tile.rule';
import type { Finding } from './finding';
import type { LogFile } from './audit-file';
import { headsIn, readHeads, TILES, type Head } from './heads';
import { LogVerifier, type LogReport } from './log-verifier';
import { SignedLeaves, type ReadTile } from './signed-leaves';

export interface VerifyOptions {
  /** Files and folders with checkpoints. A folder can also contain the tiles, as `tile/0/…`. */
  readonly heads: readonly string[];
  readonly keys: readonly VerifierKey[];
  /** Tiles that were kept besides the log. */
  readonly tiles?: { readonly source: string; readonly readTile: ReadTile };
}

export interface VerifiedLog extends LogReport {
  /** The number of checkpoints that were kept outside of the log. */
  readonly heads: number;
  /** Whether tiles with the root of a checkpoint were found, so that the first bad entry is exact. */
  readonly hasTiles: boolean;
}

/** Verifies a log and the checkpoints in it against checkpoints that were kept elsewhere. */
export async function verifyLog(
  { origin, checkpoints, records, unplaced }: LogFile,
  options: VerifyOptions,
): Promise<VerifiedLog> {
  const { keys, tiles } = options;
  const outside: Head[] = [];
  for (const path of options.heads) outside.push(...(await readHeads(path, keys)));
  const inside = checkpoints.flatMap((note) => headsIn(note, 'the log itself', keys));
  const heads = distinct([...outside, ...inside].filter((head) => head.origin === origin));
  const folders: string[] = [];
  for (const path of options.heads) folders.push(...(await foldersWithTiles(path)));
  const signed = await firstOf([
    ...folders.map(
      (folder) => () => SignedLeaves.of(heads, folder, (tile) => orAbsent(readFile(join(folder, TILES, pathOf(tile))))),
    ),
    ...(tiles ? [() => SignedLeaves.of(heads, tiles.source, tiles.readTile)] : []),
  ]);
  const publicKeys = keys.filter(({ type }) => type === 'log').map(({ publicKey }) => publicKey);
  const report = await new LogVerifier(heads, publicKeys, signed).run(records, unplaced);
  const replaced = replacement(origin, outside, keys);
  return {
    ...report,
    findings: [...(replaced ? [replaced] : []), ...report.findings],
    heads: outside.filter((head) => head.origin === origin).length,
    hasTiles: signed !== undefined,
  };
}

/** A log that was replaced as a whole has another name, or checkpoints with another key. */
function replacement(origin: string, outside: readonly Head[], keys: readonly VerifierKey[]): Finding | undefined {
  const logKeys = keys.filter(({ type }) => type === 'log').map(({ name }) => name);
  const known = [outside.map((head) => head.origin), logKeys].filter((names) => names.length > 0);
  if (known.every((names) => names.includes(origin))) return undefined;
  const sentence = `The log was replaced: it calls itself ${origin}, but the checkpoints and keys are those of ${[...new Set(known.flat())].join(', ')}.`;
  return { kind: 'replaced', position: 1, sentence };
}

/** The same checkpoint is often kept in several places. */
function distinct(heads: readonly Head[]): Head[] {
  return [
    ...new Map(heads.toReversed().map((head) => [`${head.size} ${head.root.toString('hex')}`, head])).values(),
  ].reverse();
}

/** The folders in this one, or itself, that have tiles as in C2SP tlog-tiles. */
async function foldersWithTiles(path: string): Promise<string[]> {
  if (!(await stat(path)).isDirectory()) return [];
  const names = await readdir(path);
  if (names.includes(TILES)) return [path];
  return (await Promise.all(names.map((name) => foldersWithTiles(join(path, name))))).flat();
}

async function firstOf<T>(attempts: readonly (() => Promise<T | undefined>)[]): Promise<T | undefined> {
  for (const attempt of attempts) {
    const result = await attempt();
    if (result) return result;
  }
  return undefined;
}

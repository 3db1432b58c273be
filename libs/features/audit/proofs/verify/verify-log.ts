import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { orAbsent } from '@platform/files/absent';
import type { VerifierKey } from '@platform/transparency-log/signed-note.rule';
import { pathOf } from '@platform/transparency-log/tile.rule';
import type { Finding } from './finding';
import type { LogFile } from './audit-file';
import { contentsOf, headsIn, HeadsUnusable, readHeads, TILES, type Head } from './heads';
import { isKeyOf } from './key-names.rule';
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
  /** The checkpoints that were kept outside of the log and have its root. */
  readonly confirmedOutside: readonly Head[];
  /** The number of checkpoints that were kept outside of the log. */
  readonly heads: number;
  /** The names of other logs whose checkpoints were not used, because none of the given keys is theirs. */
  readonly otherLogs: readonly string[];
  /** Whether tiles with the root of a checkpoint were found, so that the first bad entry is exact. */
  readonly hasTiles: boolean;
}

/** The source of checkpoints that prove nothing against someone who can change the log. */
const INSIDE = 'the log itself';

/** Verifies a log and the checkpoints in it against checkpoints that were kept elsewhere. */
export async function verifyLog(
  { origin, checkpoints, records, unplaced }: LogFile,
  options: VerifyOptions,
): Promise<VerifiedLog> {
  const { keys, tiles } = options;
  if (keys.length > 0 && keys.every(({ type }) => type !== 'log'))
    throw new HeadsUnusable(`None of the keys is one of the log ${origin}.`);
  const given: Head[] = [];
  for (const path of options.heads) given.push(...(await readHeads(path, keys)));
  // After a rollback a log goes on with another name. What was signed before must still be in it.
  const isOfLog = (head: Head) => head.origin === origin || keys.length === 0 || head.isSigned;
  const outside = given.filter(isOfLog);
  const otherLogs = [...new Set(given.filter((head) => !isOfLog(head)).map((head) => head.origin))];
  if (options.heads.length > 0 && outside.length === 0) throw unusable(options.heads, otherLogs);
  const inside = checkpoints.flatMap((note) => headsIn(note, INSIDE, keys)).filter((head) => head.origin === origin);
  const heads = distinct([...outside, ...inside]);
  const folders: string[] = [];
  for (const path of options.heads) folders.push(...(await foldersWithTiles(path)));
  const signed: SignedLeaves[] = [];
  for (const folder of folders)
    signed.push(...(await leavesIn(heads, folder, (tile) => orAbsent(readFile(join(folder, TILES, pathOf(tile)))))));
  if (tiles && signed.length === 0) signed.push(...(await leavesIn(heads, tiles.source, tiles.readTile)));
  const publicKeys = keys.filter((key) => isKeyOf(origin, key)).map(({ publicKey }) => publicKey);
  const report = await new LogVerifier(heads, publicKeys, signed).run(records, unplaced);
  const replaced = replacement(origin, outside, keys);
  return {
    ...report,
    findings: [...report.findings, ...(replaced ? [replaced] : [])],
    confirmedOutside: report.confirmed.filter(({ source }) => source !== INSIDE),
    heads: outside.length,
    otherLogs,
    hasTiles: signed.length > 0,
  };
}

function unusable(paths: readonly string[], otherLogs: readonly string[]): HeadsUnusable {
  const where = paths.join(', ');
  return new HeadsUnusable(
    otherLogs.length > 0
      ? `The checkpoints in ${where} are those of ${otherLogs.join(', ')}, but none of the keys is.`
      : `There is no checkpoint in ${where}. Save checkpoints as plain text, with their lines as they are.`,
  );
}

/** A log that was replaced as a whole has another name than the keys, or without keys than the checkpoints. */
function replacement(origin: string, outside: readonly Head[], keys: readonly VerifierKey[]): Finding | undefined {
  const logKeys = keys.filter(({ type }) => type === 'log').map(({ name }) => name);
  const known = logKeys.length > 0 ? logKeys : outside.map((head) => head.origin);
  if (known.length === 0 || known.includes(origin)) return undefined;
  const what = logKeys.length > 0 ? 'keys' : 'checkpoints';
  const sentence = `The log was replaced: its origin is ${origin}, but the ${what} belong to ${[...new Set(known)].join(', ')}.`;
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
  const { folders } = await contentsOf(path);
  if (folders.includes(TILES)) return [path];
  return (await Promise.all(folders.map((name) => foldersWithTiles(join(path, name))))).flat();
}

async function leavesIn(heads: readonly Head[], source: string, readTile: ReadTile): Promise<SignedLeaves[]> {
  const leaves = await SignedLeaves.of(heads, source, readTile);
  return leaves ? [leaves] : [];
}

import { hash } from 'node:crypto';
import { readdir, readFile, rm } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { orAbsent } from '@platform/files/absent';
import { makeFolder, putSynced, syncFolders } from '@platform/files/synced';
import { parseCheckpoint, type Checkpoint } from '../checkpoint.rule';
import { parseNote, verifySignatures, type SignerKey } from '../signed-note.rule';
import { openWitnessKey, WitnessFolderUnusable } from './witness-key';

/** The newest checkpoint of a log that the witness has cosigned. */
export interface Cosigned {
  /** Counts the checkpoints of this log that were stored. */
  readonly sequence: number;
  readonly checkpoint: Checkpoint;
  /** The signed note, with the signatures of the log and of the witness. */
  readonly note: string;
}

/**
 * A checkpoint that the log has signed and the witness has refused. Two trees of one size are a contradiction; with a
 * wrong proof, the log may only have failed to prove that the trees are consistent.
 */
export interface Evidence {
  readonly kind: 'contradiction' | 'wrong-proof';
  readonly refused: Checkpoint;
  /** The body of the request, which contains the signed note. */
  readonly request: string;
  readonly cosigned: string | undefined;
}

const CHECKPOINT_FILE = /^(\d+)\.checkpoint$/;
const MOST_EVIDENCE = 100;

/** The folder of a witness: its key, and for each log the newest cosigned checkpoint and evidence against the log. */
export class WitnessState {
  private constructor(
    private readonly folder: string,
    readonly key: SignerKey,
  ) {}

  /** The name is required only if the folder is new and the host name shall not be the name of the witness. */
  static async open(path: string, name?: string): Promise<WitnessState> {
    const folder = resolve(path);
    await makeFolder(folder);
    await syncFolders(folder, dirname(folder));
    return new WitnessState(folder, await openWitnessKey(folder, name));
  }

  async newest(origin: string): Promise<Cosigned | undefined> {
    const sequence = Math.max(0, ...sequencesIn(await namesIn(this.folderOf(origin))));
    if (sequence === 0) return undefined;
    const path = this.pathOf(origin, sequence);
    const bytes = await orAbsent(readFile(path));
    // Another process has stored a newer one meanwhile.
    if (!bytes) return this.newest(origin);
    const note = parseNote(bytes);
    const checkpoint = note && parseCheckpoint(note.text);
    if (checkpoint?.origin !== origin || !note || !verifySignatures(note, [this.key])?.length)
      throw new WitnessFolderUnusable(`${path} is damaged, or the key in ${this.folder} was replaced.`);
    return { sequence, checkpoint, note: bytes.toString() };
  }

  /**
   * Stores a checkpoint durably as the one after `previous`. Returns false if another checkpoint was stored meanwhile, also
   * by another process: each has a number, and only one process can create the file with the next number.
   */
  async store(origin: string, note: string, previous: Cosigned | undefined): Promise<boolean> {
    const sequence = (previous?.sequence ?? 0) + 1;
    const path = this.pathOf(origin, sequence);
    if (!(await putSynced(path, note, { root: this.folder, ifAbsent: true }))) return false;
    const names = await namesIn(this.folderOf(origin));
    // The number was free again, because another process has removed the file after storing a newer one.
    const isOutdated = sequencesIn(names).some((other) => other > sequence);
    // Unfinished files of a process that was killed begin with their number, too.
    const superfluous = isOutdated ? [basename(path)] : names.filter((name) => parseInt(name, 10) < sequence);
    for (const name of superfluous) await rm(join(dirname(path), name), { force: true });
    return !isOutdated;
  }

  /** Returns the path of the file; undefined if the same evidence exists, or too much of its kind. */
  async storeEvidence({ kind, refused, request, cosigned }: Evidence): Promise<string | undefined> {
    const folder = join(this.folderOf(refused.origin), 'evidence');
    const existing = await namesIn(folder);
    if (existing.filter((name) => name.startsWith(kind)).length >= MOST_EVIDENCE) return undefined;
    const path = join(folder, `${kind}-${refused.size}-${refused.root.toString('hex').slice(0, 16)}.json`);
    const content = { at: new Date().toISOString(), cosigned: cosigned ?? null, request };
    const stored = await putSynced(path, `${JSON.stringify(content, null, 2)}\n`, {
      root: this.folder,
      ifAbsent: true,
    });
    return stored ? path : undefined;
  }

  private pathOf(origin: string, sequence: number): string {
    return join(this.folderOf(origin), `${sequence}.checkpoint`);
  }

  /** An origin can have characters that a file name cannot. */
  private folderOf(origin: string): string {
    return join(this.folder, 'logs', hash('sha256', origin).slice(0, 32));
  }
}

async function namesIn(folder: string): Promise<string[]> {
  return (await orAbsent(readdir(folder))) ?? [];
}

function sequencesIn(names: readonly string[]): number[] {
  return names.flatMap((name) => CHECKPOINT_FILE.exec(name)?.[1] ?? []).map(Number);
}

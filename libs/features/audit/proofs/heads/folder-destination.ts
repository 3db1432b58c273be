import { appendFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { orAbsent } from '@platform/files/absent';
import { makeFolder, putSynced } from '@platform/files/synced';
import { parseCheckpoint, type Checkpoint } from '@platform/transparency-log/checkpoint.rule';
import { parseNote } from '@platform/transparency-log/signed-note.rule';
import { FULL, newTiles, pathOf, type Tile } from '@platform/transparency-log/tile.rule';
import { HASH_BYTES } from '@platform/transparency-log/tree.rule';
import type { AuditLog } from '../log/audit-log.repository';
import type { LogTree } from '../log/log-tree';
import { HeadContradicted, HeadIsAhead, type HeadDestination, type SentHead } from './head-destination';

const DATE_LENGTH = 10;

/**
 * A folder, for example on another machine. It contains the files of C2SP tlog-tiles, so it can be served unchanged,
 * and all checkpoints by day.
 */
export class FolderDestination implements HeadDestination {
  readonly name = 'folder';

  constructor(
    private readonly root: string,
    readonly everySeconds: number,
    private readonly tree: LogTree,
  ) {}

  async send({ log, size, root, note }: SentHead): Promise<void> {
    const folder = join(this.root, log.files);
    const before = await this.newest(folder);
    if (before) await this.confirm(folder, log, before, { origin: log.origin, size, root });
    if (before?.size === size) return;
    for (const tile of newTiles(before?.size ?? 0, size)) {
      const content = await this.tree.tiles(log).read(tile);
      await putSynced(join(folder, 'tile', pathOf(tile)), Readable.from([content]), {
        root: this.root,
        ifAbsent: true,
      });
    }
    const day = new Date().toISOString().slice(0, DATE_LENGTH);
    await makeFolder(join(folder, 'checkpoints'));
    await appendFile(join(folder, 'checkpoints', `${day}.txt`), `${note}\n`, { mode: 0o600, flush: true });
    await putSynced(join(folder, 'checkpoint'), note, { root: this.root, ifAbsent: false });
  }

  private async newest(folder: string): Promise<Checkpoint | undefined> {
    const bytes = await orAbsent(readFile(join(folder, 'checkpoint')));
    const note = bytes && parseNote(bytes);
    const checkpoint = note && parseCheckpoint(note.text);
    if (bytes && !checkpoint) throw new Error(`The file ${join(folder, 'checkpoint')} is not a checkpoint.`);
    return checkpoint;
  }

  private async confirm(folder: string, log: AuditLog, before: Checkpoint, next: Checkpoint): Promise<void> {
    if (before.size > next.size) throw new HeadIsAhead(before.size, 'The folder');
    const root = await this.tree.root(log, before.size, next.size);
    if (!root.equals(before.root))
      throw new HeadContradicted(await this.firstDifference(folder, log, before.size, next.size), 'The folder');
  }

  /** Compares the leaves of both trees up to the size of the smaller one. */
  private async firstDifference(folder: string, log: AuditLog, size: number, newest: number): Promise<number | null> {
    for (let index = 0; index * FULL < size; index++) {
      const theirs = await this.leaves(folder, { level: 0, index, width: Math.min(FULL, size - index * FULL) });
      const ours = await this.tree.tiles(log).read({ level: 0, index, width: Math.min(FULL, newest - index * FULL) });
      for (let at = 0; at < theirs.length; at += HASH_BYTES)
        if (!theirs.subarray(at, at + HASH_BYTES).equals(ours.subarray(at, at + HASH_BYTES)))
          return index * FULL + at / HASH_BYTES + 1;
    }
    return null;
  }

  private async leaves(folder: string, tile: Tile): Promise<Buffer> {
    const pathTo = (one: Tile) => join(folder, 'tile', pathOf(one));
    const content =
      (await orAbsent(readFile(pathTo(tile)))) ?? (await orAbsent(readFile(pathTo({ ...tile, width: FULL }))));
    return content?.subarray(0, tile.width * HASH_BYTES) ?? Buffer.alloc(0);
  }
}

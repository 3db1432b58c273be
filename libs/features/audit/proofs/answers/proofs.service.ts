import { Injectable } from '@nestjs/common';
import { RequestProblems } from '@platform/errors/platform.errors';
import { EventLogRepository, type EventEntry } from '@platform/event-log/entries/event-log.repository';
import { recordOf } from '@platform/event-log/entries/leaf.rule';
import { PositionRepository } from '@platform/event-log/positions/position.repository';
import { Cursors } from '@platform/http/paging/cursors';
import type { UserId } from '@platform/ids/ids';
import { proofFileText } from '@platform/transparency-log/proof-file.rule';
import { verifierKeyText } from '@platform/transparency-log/signed-note.rule';
import { tileAt, type TileHashes } from '@platform/transparency-log/tile.rule';
import { inclusionProof } from '@platform/transparency-log/tree.rule';
import { AuditProblems } from '../../audit.errors';
import { AuditLogRepository, type AuditLog } from '../log/audit-log.repository';
import { CheckpointRepository, type StoredCheckpoint } from '../log/checkpoint.repository';
import { CheckpointSigner } from '../log/checkpoint-signer';
import { LogTree } from '../log/log-tree';
import type { CheckpointListDto, CheckpointsQuery, LogKeysDto } from './proofs.dto';

interface Head {
  readonly log: AuditLog;
  readonly checkpoint: StoredCheckpoint;
}

/** Checkpoints, tiles and proofs of the current log. */
@Injectable()
export class ProofsService {
  private readonly recentTiles = new Map<string, TileHashes>();

  constructor(
    private readonly log: EventLogRepository,
    private readonly positions: PositionRepository,
    private readonly logs: AuditLogRepository,
    private readonly checkpoints: CheckpointRepository,
    private readonly tree: LogTree,
    private readonly signer: CheckpointSigner,
    private readonly cursors: Cursors,
  ) {}

  async list({ limit = 20, cursor }: CheckpointsQuery): Promise<CheckpointListDto> {
    const [below] = this.cursors.read('checkpoints', {}, cursor) ?? [];
    const log = await this.logs.current();
    const found = log ? await this.checkpoints.newest(log.number, limit + 1, below as number | undefined) : [];
    const { rows, nextCursor } = this.cursors.page('checkpoints', {}, found, limit, ({ size }) => [size]);
    const items = rows.map(({ size, root, note, createdAt }) => ({
      origin: log?.origin ?? '',
      size,
      root: root.toString('base64'),
      note,
      at: createdAt.toISOString(),
    }));
    return { items, nextCursor };
  }

  /** The signed note of the newest checkpoint. */
  async latest(): Promise<string> {
    const head = await this.newestHead();
    if (!head) throw notProvenYet();
    return head.checkpoint.note;
  }

  async keys(): Promise<LogKeysDto> {
    const keys = (await this.logs.origins()).flatMap((origin) => this.signer.keys(origin));
    return {
      keys: keys.map(({ key, createdAt }) => ({
        verifierKey: verifierKeyText(key),
        createdAt: createdAt.toISOString(),
      })),
    };
  }

  /** The ID of the file of a tile. */
  async tileFile(path: string): Promise<string> {
    const tile = tileAt(path);
    const log = tile && (await this.logs.current());
    if (!log) throw RequestProblems.not_found();
    return this.tree.tiles(log).idOf(tile);
  }

  /** A `.tlog-proof` file of an entry that contains the entry as well. */
  async ofEntry(id: string): Promise<string> {
    const [entry, head] = await Promise.all([this.log.one(id), this.newestHead()]);
    if (!entry) throw RequestProblems.not_found();
    return this.proofOf(entry, head);
  }

  /** Like `ofEntry`, for an entry that concerns the user and no one else. */
  async ofOwnEntry(userId: UserId, id: string): Promise<string> {
    const [entry, head] = await Promise.all([this.log.one(id), this.newestHead()]);
    if (!entry || ![entry.subjectId, ...(entry.otherSubjects ?? [])].includes(userId))
      throw RequestProblems.not_found();
    // The activity does not show who the others are, but a proof contains all of the entry.
    if (peopleIn(entry).some((id) => id !== userId)) throw AuditProblems.names_others();
    return this.proofOf(entry, head);
  }

  private async proofOf(entry: EventEntry, head: Head | undefined): Promise<string> {
    const position = (await this.positions.ofNumbers([entry.seq])).get(entry.seq);
    if (!head || position === undefined || position > head.checkpoint.size) throw notProvenYet();
    const { log, checkpoint } = head;
    const [index, { size, note }] = [position - 1, checkpoint];
    const proof = await inclusionProof(index, size, this.tree.tiles(log, this.recentTiles).reader(size));
    return proofFileText({ extra: recordOf(entry), index, proof, checkpoint: note });
  }

  private async newestHead(): Promise<Head | undefined> {
    const log = await this.logs.current();
    const [checkpoint] = log ? await this.checkpoints.newest(log.number, 1) : [];
    return log && checkpoint && { log, checkpoint };
  }
}

function peopleIn({ actorId, onBehalfOf, subjectId, otherSubjects }: EventEntry) {
  return [actorId, onBehalfOf, subjectId, ...(otherSubjects ?? [])].filter((id) => id !== null);
}

function notProvenYet() {
  return AuditProblems.not_proven_yet({ headers: { 'retry-after': '5' } });
}

import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { Events } from '@platform/event-log/events';
import { DurablePosition } from '@platform/event-log/positions/durable-position';
import { HttpConfig } from '@platform/http/http.config';
import { Jobs } from '@platform/jobs/jobs';
import { Transactions } from '@platform/persistence/transactions';
import { TileMissing, TreeFork } from '@platform/transparency-log/tile-files';
import { AuditAlarms } from '../alarms/audit-alarms';
import { AuditLogForked } from '../proofs.events';
import { AuditLogRepository, type AuditLog, type Fork } from './audit-log.repository';
import { CheckpointRepository, type StoredCheckpoint } from './checkpoint.repository';
import { CheckpointSigner } from './checkpoint-signer';
import { LogTree } from './log-tree';

const SECONDS = 5;
const KEPT_DAYS = 30;
const DAY_SECONDS = 24 * 3600;

/** Thrown if continuing the tree would contradict what was signed before. */
class LogForked extends Error {
  constructor(readonly fork: Fork) {
    super(fork.cause);
  }
}

/**
 * Adds new events to the tree of the audit log and signs a checkpoint. Tiles are written first, then the checkpoint, so
 * that after an interruption the same leaves are written again.
 */
@Injectable()
export class LogIntegration implements OnModuleInit {
  private readonly logger = new Logger('AuditLog');
  /** The log and size up to which this process knows that tiles and events agree. */
  private confirmed = { log: 0, size: -1 };
  /** The number of the log of whose fork this process has raised an alarm. */
  private alarmedOf = 0;

  constructor(
    private readonly logs: AuditLogRepository,
    private readonly checkpoints: CheckpointRepository,
    private readonly tree: LogTree,
    private readonly signer: CheckpointSigner,
    private readonly positions: DurablePosition,
    private readonly events: Events,
    private readonly transactions: Transactions,
    private readonly alarms: AuditAlarms,
    private readonly jobs: Jobs,
    private readonly config: HttpConfig,
  ) {}

  onModuleInit(): void {
    this.jobs.every({ name: 'audit.integrate', seconds: SECONDS, run: () => this.run() });
    this.jobs.every({
      name: 'audit.thin-checkpoints',
      seconds: DAY_SECONDS,
      run: () => this.checkpoints.thin(KEPT_DAYS),
    });
  }

  async run(): Promise<void> {
    const log = (await this.logs.current()) ?? (await this.begin());
    if (log.fork) return this.alarmOf(log, log.fork);
    try {
      await this.integrate(log);
    } catch (error) {
      if (!(error instanceof LogForked)) throw error;
      await this.report(log, error.fork);
    }
  }

  /** Begins a new log over all events, after the current one was forked or at the first start. */
  async begin(after = 0): Promise<AuditLog> {
    await this.logs.begin(after, new URL(this.config.publicUrl).host);
    return (await this.logs.current()) as AuditLog;
  }

  /** Records that the log does not continue what was signed before, and tells the operator. */
  async report(log: AuditLog, fork: Fork): Promise<void> {
    const isNew = await this.transactions.run(async () => {
      if (!(await this.logs.recordFork(log, fork))) return false;
      const { position } = fork;
      await this.events.publish(
        AuditLogForked.of({ subject: null, facts: { log: log.number, position: position ?? 0 } }),
      );
      return true;
    });
    if (isNew) await this.alarmOf(log, fork);
  }

  /** Each process does it once, because someone could have recorded a fork in the database to stop the signatures. */
  private async alarmOf({ number }: AuditLog, { cause }: Fork): Promise<void> {
    if (this.alarmedOf === number) return;
    this.alarmedOf = number;
    await this.alarms.raise(
      `The audit log does not match what was signed before. ${cause} No checkpoints are signed until you run \`userkeep audit new-log\`.`,
    );
  }

  private async integrate(log: AuditLog): Promise<void> {
    const newest = await this.positions.newest();
    const [last, before] = await this.checkpoints.newest(log.number, 2);
    const size = last?.size ?? 0;
    if (this.confirmed.log !== log.number || this.confirmed.size !== size) await this.confirm(log, last);
    if (newest < size) throw lostFrom(newest + 1);
    if (newest > size) {
      await this.extend(log, size, newest);
      const root = await this.tree.root(log, newest);
      const note = this.signer.sign({ origin: log.origin, size: newest, root });
      await this.checkpoints.add(log.number, { size: newest, root, note });
      // Readers may still use the tiles of the checkpoint before this one.
      if (before) await this.tree.tiles(log).removePartial(before.size, size, newest);
    }
    this.confirmed = { log: log.number, size: newest };
  }

  private async extend(log: AuditLog, from: number, to: number): Promise<void> {
    try {
      await this.tree.extend(log, from, to);
    } catch (error) {
      if (error instanceof TreeFork)
        throw changedFrom((await this.tree.firstDifference(log, from)) ?? null, error.message);
      throw error;
    }
  }

  /** Compares the stored tiles with the events, because this process has not written them. */
  private async confirm(log: AuditLog, last: StoredCheckpoint | undefined): Promise<void> {
    if (last) await this.confirmRoot(log, last);
    const size = last?.size ?? 0;
    const difference = await this.tree.firstDifference(log, size);
    if (difference !== undefined)
      throw (await this.positions.newest()) < difference ? lostFrom(difference) : changedFrom(difference);
  }

  private async confirmRoot(log: AuditLog, { size, root }: StoredCheckpoint): Promise<void> {
    const stored = await this.tree.root(log, size).catch((error: unknown) => {
      if (error instanceof TileMissing) return undefined;
      throw error;
    });
    if (stored?.equals(root)) return;
    if (stored)
      throw changedFrom(null, `The files of the tree do not have the root of the checkpoint of ${size} events.`);
    // For example after a restore, because backups do not contain the tiles.
    this.logger.warn(`Files of the audit log's tree are missing. Rebuilding them from ${size} events.`);
    await this.extend(log, 0, size);
    if (!(await this.tree.root(log, size)).equals(root))
      throw changedFrom(null, `The events up to position ${size} do not have the root of their checkpoint.`);
  }
}

function lostFrom(position: number): LogForked {
  return new LogForked({
    position,
    cause: `The events from position ${position} on were lost, for example by restoring a backup.`,
  });
}

function changedFrom(position: number | null, detail = ''): LogForked {
  const cause = position === null ? detail : `Other events were signed from position ${position} on.`;
  return new LogForked({ position, cause });
}

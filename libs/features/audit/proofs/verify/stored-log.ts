import { LogRecords } from '@platform/event-log/stored/log-records';
import { EventLogRepository } from '@platform/event-log/entries/event-log.repository';
import type { FileStore } from '@platform/files/file-store';
import type { Database } from '@platform/persistence/database';
import { TileFiles, TileMissing } from '@platform/transparency-log/tile-files';
import { AuditLogRepository } from '../log/audit-log.repository';
import { CheckpointRepository } from '../log/checkpoint.repository';
import type { LogFile } from './audit-file';
import { HeadsUnusable } from './heads';
import type { VerifyOptions } from './verify-log';

const CHECKPOINTS = 1000;

/** The audit log in a database, which may be a copy that was made of a dump. */
export class StoredLog {
  private readonly logs: AuditLogRepository;

  constructor(private readonly database: Database) {
    this.logs = new AuditLogRepository(database);
  }

  async read(): Promise<LogFile> {
    const log = await this.current();
    const checkpoints = await new CheckpointRepository(this.database).newest(log.number, CHECKPOINTS);
    const records = new LogRecords(this.database, new EventLogRepository(this.database));
    return {
      origin: log.origin,
      checkpoints: checkpoints.map(({ note }) => note),
      records: records.all(),
      unplaced: records.unplaced(),
    };
  }

  /** The tiles in the file store of the installation, if it is there. */
  async tilesIn(files: FileStore): Promise<NonNullable<VerifyOptions['tiles']>> {
    const tiles = new TileFiles(files, (await this.current()).files);
    const absent = (error: unknown) => {
      if (error instanceof TileMissing) return undefined;
      throw error;
    };
    return { source: 'the file store', readTile: (tile) => tiles.read(tile).catch(absent) };
  }

  private async current() {
    const log = await this.logs.current();
    if (!log) throw new HeadsUnusable('The database has no audit log with checkpoints yet.');
    return log;
  }
}

import type { Database } from './database';

export interface ServerFacts {
  readonly kind: 'mysql' | 'mariadb';
  readonly version: string;
  readonly flushAtCommit: number;
  readonly syncBinlog: number;
  readonly binlog: boolean;
  readonly readOnly: boolean;
  /** The distance of the numbers that the server gives to new rows. */
  readonly autoIncrement: number;
}

/** The kind, version and settings of the server. MySQL and MariaDB respond differently to some statements. */
export async function askServer(database: Database): Promise<ServerFacts> {
  const row = await database.row<Record<string, string | number>>(
    'SELECT VERSION() AS version, @@innodb_flush_log_at_trx_commit AS flush, @@sync_binlog AS syncBinlog, @@log_bin AS binlog, @@read_only AS readOnly, @@auto_increment_increment AS autoIncrement',
  );
  const version = String(row?.version);
  return {
    kind: /mariadb/i.test(version) ? 'mariadb' : 'mysql',
    version,
    flushAtCommit: Number(row?.flush),
    syncBinlog: Number(row?.syncBinlog),
    binlog: Number(row?.binlog) === 1,
    readOnly: Number(row?.readOnly) === 1,
    autoIncrement: Number(row?.autoIncrement),
  };
}

/**
 * Explains why the server could lose acknowledged changes or is not supported in production, one sentence for each
 * reason.
 */
export function unsafeSettings(facts: ServerFacts): string[] {
  const faults: string[] = [];
  if (facts.flushAtCommit !== 1) {
    faults.push(
      `The database has innodb_flush_log_at_trx_commit=${facts.flushAtCommit}, which loses acknowledged changes when it crashes; set it to 1.`,
    );
  }
  if (facts.binlog && facts.syncBinlog !== 1) {
    faults.push(
      `The database writes a binary log with sync_binlog=${facts.syncBinlog}, which loses acknowledged changes when it crashes; set it to 1.`,
    );
  }
  if (facts.autoIncrement !== 1) {
    faults.push(
      `The database has auto_increment_increment=${facts.autoIncrement}, as in a cluster with several writers, where events have no reliable order; write to one server and set it to 1 (on Galera with wsrep_auto_increment_control=OFF).`,
    );
  }
  const [major = 0, minor = 0] = facts.version.split('.').map(Number);
  const tooOld =
    facts.kind === 'mysql' ? major < 8 || (major === 8 && minor < 4) : major < 10 || (major === 10 && minor < 11);
  if (tooOld)
    faults.push(
      `The database is ${facts.kind} ${facts.version}; MySQL 8.4 or MariaDB 10.11 is the minimum supported version.`,
    );
  return faults;
}

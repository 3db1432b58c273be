import type { KeyObject } from 'node:crypto';
import { insertStatement } from '../database/insert-statement.rule';
import { quoted, type TableShape } from '../database/table-shape';
import { readVerified, type VerifiedArchive } from '../verify/verify-archive';
import type { TargetSchema } from './target-schema';

/** The users who were erased, in the keys database. A restore must never make it shorter. */
const LEDGER = 'privacy_erasure_ledger';
const KEPT = 'platform_restore_ledger';
const INSERT = Buffer.from('INSERT ');
const INSERT_IGNORE = Buffer.from('INSERT IGNORE ');

/** Keeps the entries of a ledger while its table is replaced with that of a backup. */
export class ErasureLedgerMerge {
  constructor(private readonly keys: TargetSchema) {}

  /** Returns the tables that must not be dropped. Safe to repeat after an interruption. */
  async setAside(): Promise<readonly string[]> {
    if (!(await this.keys.hasTable(KEPT)) && (await this.keys.hasTable(LEDGER)))
      await this.keys.run(`RENAME TABLE ${LEDGER} TO ${KEPT}`);
    return [KEPT];
  }

  async bringBack(): Promise<void> {
    if (!(await this.keys.hasTable(KEPT))) return;
    if (await this.keys.hasTable(LEDGER)) {
      await this.copy(await this.keys.shapeOf(KEPT), await this.keys.shapeOf(LEDGER));
      await this.keys.run(`DROP TABLE ${KEPT}`);
    } else {
      await this.keys.run(`RENAME TABLE ${KEPT} TO ${LEDGER}`);
    }
  }

  /** Adds the entries of another archive of the keys: all, or none if the archive turns out to have been replaced. */
  async addFrom(archive: VerifiedArchive, privateKey: KeyObject): Promise<void> {
    for await (const part of readVerified(archive, privateKey)) {
      if (part.kind === 'schema') {
        await this.createMissing(part.tables);
        await this.keys.run('START TRANSACTION');
      }
      if (part.kind === 'rows' && part.table.name === LEDGER) {
        const insert = insertStatement(part.table, part.content).subarray(INSERT.length);
        await this.keys.run(Buffer.concat([INSERT_IGNORE, insert]));
      }
    }
    await this.keys.run('COMMIT');
  }

  private async createMissing(tables: readonly TableShape[]): Promise<void> {
    const table = tables.find(({ name }) => name === LEDGER);
    if (table && !(await this.keys.hasTable(LEDGER))) await this.keys.createTables([table]);
  }

  private async copy(from: TableShape | undefined, to: TableShape | undefined): Promise<void> {
    const common = from?.columns.filter(({ name }) => to?.columns.some((column) => column.name === name)) ?? [];
    const names = common.map(({ name }) => quoted(name)).join(', ');
    await this.keys.run(`INSERT IGNORE INTO ${LEDGER} (${names}) SELECT ${names} FROM ${KEPT}`);
  }
}

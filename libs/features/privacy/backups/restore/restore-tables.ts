import type { ArchiveSummary } from '../archive/archive-summary';
import type { TableLoader } from '../database/table-loader';
import type { TableShape } from '../database/table-shape';
import { creationOf } from './deferred-indexes.rule';
import type { TargetSchema } from './target-schema';

/** Creates the tables of an archive and inserts their rows. Indexes of large tables are built after their rows. */
export class RestoredTables {
  rows = 0;
  private current: string | undefined;
  private readonly indexes = new Map<string, string>();

  constructor(
    private readonly target: TargetSchema,
    private readonly loader: TableLoader,
    private readonly summary: ArchiveSummary | undefined,
  ) {}

  async create(tables: readonly TableShape[]): Promise<void> {
    const sections = Object.entries(this.summary?.sections ?? {});
    for (const table of tables) {
      const items = sections.find(([section]) => section.endsWith(`.${table.name}`))?.[1].items ?? 0;
      const { create, addIndexes } = creationOf(table, items);
      await this.target.run(create);
      if (addIndexes) this.indexes.set(table.name, addIndexes);
    }
  }

  async add(table: TableShape, content: Buffer, rows: number): Promise<void> {
    if (table.name !== this.current) await this.endTable();
    this.current = table.name;
    await this.loader.insert(table, content);
    this.rows += rows;
  }

  /** Resolves once all rows and indexes are stored. */
  async settled(): Promise<void> {
    await this.endTable();
    await this.loader.settled();
  }

  /** The indexes are built while the rows of the next tables are inserted. */
  private async endTable(): Promise<void> {
    const addIndexes = this.current === undefined ? undefined : this.indexes.get(this.current);
    if (!addIndexes) return;
    this.indexes.delete(this.current!);
    await this.loader.settled();
    await this.loader.execute(addIndexes);
  }
}

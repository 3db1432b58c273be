import type { FileStore } from '@platform/files/file-store';
import type { DatabaseName } from '@platform/user-data/table-declaration';
import type { Chunk } from '../archive/archive-writer';
import { ValueReader } from '../archive/row-format.rule';
import type { Snapshot } from '../database/snapshot';
import type { TableShape } from '../database/table-shape';
import { fileChunks, type MissingFiles } from './file-chunks';

export interface FileColumn {
  readonly table: string;
  readonly column: string;
}

/** What an archive contains: the schema, the rows of all tables, and for the data the files that the rows name. */
export class ArchiveContent {
  readonly missing: MissingFiles = { count: 0 };

  constructor(
    private readonly snapshot: Snapshot,
    private readonly database: DatabaseName,
    private readonly files?: { readonly store: FileStore; readonly columns: readonly FileColumn[] },
  ) {}

  get sections(): string[] {
    const tables = this.snapshot.tables.map((table) => this.sectionOf(table));
    return ['schema', ...tables, ...(this.files ? ['files'] : []), 'summary'];
  }

  async *chunks(): AsyncGenerator<Chunk> {
    const { tables } = this.snapshot;
    yield { section: 'schema', content: Buffer.from(JSON.stringify(tables)), items: tables.length };
    for (const table of tables) {
      const section = this.sectionOf(table);
      for await (const { content, items } of this.snapshot.rowsOf(table)) yield { section, content, items };
    }
    if (!this.files) return;
    const ids = this.fileIds(this.files.columns);
    for await (const chunk of fileChunks(this.files.store, ids, this.missing)) yield { section: 'files', ...chunk };
  }

  private sectionOf({ name }: TableShape): string {
    return `${this.database}.${name}`;
  }

  private async *fileIds(columns: readonly FileColumn[]): AsyncGenerator<string> {
    for (const { table, column } of columns) {
      const shape = this.snapshot.tables.find(({ name }) => name === table);
      if (!shape) continue;
      for await (const { content } of this.snapshot.valuesOf(shape, column)) {
        const values = new ValueReader(content);
        while (!values.isAtEnd) yield String(values.next());
      }
    }
  }
}

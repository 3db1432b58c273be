import { randomBytes } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import type { FileStore } from '@platform/files/file-store';
import { idToBytes, type UserId } from '@platform/ids/ids';
import { schemaOf } from '@platform/persistence/connection-pool';
import { columnNameOf, fileColumnsOf, type TableDeclaration } from '@platform/user-data/table-declaration';
import { readRows, RowWriter } from '../archive/row-format.rule';
import type { BackupDatabase } from '../database/backup-connection';
import type { TableLoader } from '../database/table-loader';
import { quoted, type TableShape } from '../database/table-shape';
import { RestoredFiles } from '../restore/restore-files';
import { TargetSchema } from '../restore/target-schema';
import type { ArchivePart } from '../verify/archive-parts';
import { readVerified, type VerifiedArchive } from '../verify/verify-archive';

/** Tables without user data, such as schemas of preferences, are copied unless they are large. */
const LARGE = 100_000;

/**
 * A temporary schema with the rows of one user from a backup, so that the product can read them as it reads its own.
 * Their values stay sealed with the key of the user.
 */
export class UserCopy {
  private readonly addedFiles: string[] = [];

  private constructor(
    readonly url: string,
    private readonly target: TargetSchema,
    private readonly files: FileStore,
  ) {}

  static async open(database: BackupDatabase, files: FileStore): Promise<UserCopy> {
    const url = new URL(database.url);
    url.pathname = `/${schemaOf(database.url).slice(0, 40)}_restore_${randomBytes(4).toString('hex')}`;
    return new UserCopy(url.toString(), await TargetSchema.open({ ...database, url: url.toString() }), files);
  }

  async fill(
    archive: VerifiedArchive,
    privateKey: KeyObject,
    userId: UserId,
    declarations: readonly TableDeclaration[],
  ): Promise<void> {
    const loader = await this.target.loader();
    const columns = new Map(declarations.map(({ name, userColumns = [] }) => [name, userColumns.map(columnNameOf)]));
    const wanted = new Set(
      declarations.flatMap((table) => fileColumnsOf(table).map((column) => `${table.name}.${column}`)),
    );
    const fileIds = new Set<string>();
    const files = new RestoredFiles(this.files, (id) => fileIds.has(id));
    const sections = archive.end.summary?.sections ?? {};
    try {
      for await (const part of readVerified(archive, privateKey)) {
        if (part.kind === 'schema') await this.target.createTables(part.tables);
        else if (part.kind === 'files') await files.add(part.content);
        else {
          const owners = columns.get(part.table.name) ?? [];
          const isSmall = (sections[`main.${part.table.name}`]?.items ?? 0) <= LARGE;
          const rows = owners.length > 0 ? rowsOf(part, owners, idToBytes(userId)) : isSmall ? part.content : undefined;
          if (rows) await this.add(loader, part.table, rows);
          if (rows && owners.length > 0) for (const id of valuesOf(part.table, rows, wanted)) fileIds.add(id);
          await this.keepAdded(fileIds);
        }
      }
      await loader.settled();
      await files.settled();
    } finally {
      loader.close();
    }
  }

  /** Removes the schema, and the files that only the backup had. */
  async remove(): Promise<void> {
    await this.target.run(`DROP DATABASE IF EXISTS ${quoted(schemaOf(this.url))}`);
    this.target.close();
    for (const id of this.addedFiles) await this.files.remove(id);
  }

  private async add(loader: TableLoader, table: TableShape, rows: Buffer): Promise<void> {
    if (rows.length > 0) await loader.insert(table, rows);
  }

  /** A file that still exists belongs to the account and stays. */
  private async keepAdded(ids: Set<string>): Promise<void> {
    for (const id of ids) {
      if (this.addedFiles.includes(id)) continue;
      if (await this.files.stat(id)) ids.delete(id);
      else this.addedFiles.push(id);
    }
  }
}

function rowsOf(
  { table, content }: Extract<ArchivePart, { kind: 'rows' }>,
  owners: readonly string[],
  user: Buffer,
): Buffer {
  const at = table.columns.flatMap(({ name }, index) => (owners.includes(name) ? [index] : []));
  const writer = new RowWriter();
  for (const row of readRows(content, table.columns.length))
    if (at.some((index) => row[index]?.equals(user))) writer.add(row);
  return writer.take().content;
}

function* valuesOf(table: TableShape, rows: Buffer, wanted: ReadonlySet<string>): Generator<string> {
  const at = table.columns.flatMap(({ name }, index) => (wanted.has(`${table.name}.${name}`) ? [index] : []));
  if (at.length === 0) return;
  for (const row of readRows(rows, table.columns.length)) {
    for (const index of at) if (row[index]) yield String(row[index]);
  }
}

import { Injectable } from '@nestjs/common';
import { Database } from '@platform/persistence/database';
import { NOW } from '@platform/persistence/entity-table';
import { Table } from '@platform/persistence/table';
import { newId } from '@platform/ids/ids';
import type { Misfit } from './migrated-values.rule';
import { MisfitEntity, type MisfitId } from './misfit.entity';

export type StoredMisfit = Readonly<MisfitEntity>;

const MAX_POINTER = 500;

@Injectable()
export class MisfitRepository {
  private readonly misfits: Table<MisfitEntity>;

  constructor(private readonly database: Database) {
    this.misfits = new Table(database, MisfitEntity);
  }

  async add(
    of: Pick<StoredMisfit, 'namespace' | 'schemaVersion' | 'userId'>,
    { pointer, code, keyword }: Misfit,
  ): Promise<void> {
    const shortened = pointer.slice(0, MAX_POINTER);
    await this.misfits.insert({ ...of, id: newId<MisfitId>(), pointer: shortened, code, keyword, createdAt: NOW });
  }

  /** Newest first, below this ID. */
  page(namespace: string, before: string | undefined, limit: number): Promise<StoredMisfit[]> {
    return this.misfits.newest('namespace = ?', [Buffer.from(namespace)], before, limit);
  }

  async count(namespace: string, schemaVersion: number): Promise<number> {
    const row = await this.database.row<{ n: number }>(
      'SELECT COUNT(*) AS n FROM preferences_misfit WHERE namespace = ? AND schema_version = ?',
      [Buffer.from(namespace), schemaVersion],
    );
    return Number(row?.n ?? 0);
  }
}

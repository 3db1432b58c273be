import { Injectable } from '@nestjs/common';
import { stringify } from 'csv-stringify/sync';
import type { DataMapTable } from '@platform/user-data/data-map.rule';
import { UserDataRegistry } from '@platform/user-data/user-data-registry';
import { RetentionRules } from '../retention/retention-rules';
import { dataMapPage } from './data-map-page.rule';
import { personalColumns, type DataMapRow } from './data-map-rows.rule';

const COLUMNS: readonly (keyof DataMapRow)[] = [
  'provider',
  'database',
  'table',
  'column',
  'purpose',
  'kept',
  'protection',
  'readers',
];

/** The personal data that the product keeps, generated from the declarations of its features. */
@Injectable()
export class DataMapService {
  constructor(
    private readonly registry: UserDataRegistry,
    private readonly retention: RetentionRules,
  ) {}

  rows(): DataMapRow[] {
    return personalColumns(this.tables());
  }

  csv(): string {
    const rows = this.rows().map((row) => ({ ...row, readers: row.readers.join(' ') }));
    return stringify(rows, { header: true, columns: [...COLUMNS], escape_formulas: true });
  }

  html(): string {
    return dataMapPage(this.tables());
  }

  private tables(): readonly DataMapTable[] {
    return this.registry.dataMap(this.retention.daysKept);
  }
}

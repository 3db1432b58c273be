import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Database } from '@platform/persistence/database';
import { NOW } from '@platform/persistence/entity-table';
import { Table } from '@platform/persistence/table';
import type { ProviderName } from './source/report-source';
import { ReceivedReportEntity } from './received-report.entity';

@Injectable()
export class ReceivedReportRepository {
  private readonly reports: Table<ReceivedReportEntity>;

  constructor(database: Database) {
    this.reports = new Table(database, ReceivedReportEntity);
  }

  /** Returns false if this event or signature of the provider was processed before. */
  add(provider: ProviderName, kind: 'event' | 'signature', id: string): Promise<boolean> {
    const reportHash = createHash('sha256').update(`${provider}|${kind}|${id}`, 'utf8').digest();
    return this.reports.insertIfNew({ reportHash, receivedAt: NOW });
  }
}

import { Entity, Index } from 'typeorm';
import { PrimaryHashColumn, TimeColumn } from '@platform/persistence/columns';

/** An event or a signature of an email provider that has been processed, so that it has no effect again. */
@Entity('mail_received_report')
@Index('mail_received_report_time', ['receivedAt'])
export class ReceivedReportEntity {
  @PrimaryHashColumn({ name: 'report_hash' }) reportHash: Buffer;
  @TimeColumn({ name: 'received_at' }) receivedAt: Date;
}

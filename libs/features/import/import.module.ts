import './import.migration';
import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AccessModule } from '@features/access';
import { AuthModule } from '@features/auth';
import { UsersModule } from '@features/users';
import { ImportEntity, ImportRefusalEntity } from './import.entity';
import { IMPORT_USER_DATA } from './import.user-data';
import { BatchWriter } from './run/batch-writer';
import { ImportDryRun } from './run/import-dry-run';
import { ImportLease } from './run/import-lease';
import { ImportLedger } from './run/import-ledger.repository';
import { RecordCheck } from './run/record-check';
import { RecordFilter } from './run/record-filter';
import { RefusedRecordsRetry } from './run/refused-records-retry';
import { UserImport } from './run/user-import';

/** Users from other systems, imported by `userkeep import users`. */
@Module({
  imports: [AccessModule, AuthModule, UsersModule, TypeOrmModule.forFeature([ImportEntity, ImportRefusalEntity])],
  providers: [
    BatchWriter,
    ImportDryRun,
    ImportLease,
    ImportLedger,
    IMPORT_USER_DATA,
    RecordCheck,
    RecordFilter,
    RefusedRecordsRetry,
    UserImport,
  ],
  exports: [UserImport],
})
export class ImportModule {}

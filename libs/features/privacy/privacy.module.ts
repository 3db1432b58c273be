import './exports/exports.migration';
import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { MailModule } from '@features/mail';
import { UsersModule } from '@features/users';
import { ExportBuild } from './exports/build/export-build';
import { ExportContent } from './exports/build/export-content';
import { ExpiredExports } from './exports/requests/expired-exports';
import { ExportCiphers } from './exports/store/export-ciphers';
import { ExportFiles } from './exports/store/export-files';
import { ExportImport } from './exports/import/export-import';
import { ExportStream } from './exports/requests/export-stream';
import { ExportEntity } from './exports/store/export.entity';
import { ExportRepository } from './exports/store/export.repository';
import { ExportsConfig } from './exports/exports.config';
import { ExportsController } from './exports/requests/exports.controller';
import { ExportsService } from './exports/requests/exports.service';
import { ExportsUserData } from './exports/exports.user-data';

@Module({
  imports: [MailModule, UsersModule, TypeOrmModule.forFeature([ExportEntity])],
  controllers: [ExportsController],
  providers: [
    ExpiredExports,
    ExportBuild,
    ExportCiphers,
    ExportContent,
    ExportFiles,
    ExportImport,
    ExportRepository,
    ExportsConfig,
    ExportsService,
    ExportStream,
    ExportsUserData,
  ],
})
export class PrivacyModule {}

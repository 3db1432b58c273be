import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AuthModule } from '@features/auth';
import { MailModule } from '@features/mail';
import { UsersModule } from '@features/users';
import { BACKUPS_PART } from './backups/backups.part';
import { ConsentReader } from './consents/consent-reader';
import { CONSENTS_PART } from './consents/consents.part';
import { DataMapController } from './data-map/data-map.controller';
import { DataMapService } from './data-map/data-map.service';
import { ERASURE_PART } from './erasure/erasure.part';
import { ErasureReplay } from './erasure/replay/erasure-replay';
import { EXPORTS_PART } from './exports/exports.part';
import { PrivacyConfig } from './privacy.config';
import type { FeaturePart } from '@platform/process/feature-part';
import { REQUESTS_PART } from './requests/requests.part';
import { RETENTION_PART } from './retention/retention.part';
import { RetentionService } from './retention/retention.service';

const PARTS: readonly FeaturePart[] = [
  BACKUPS_PART,
  CONSENTS_PART,
  ERASURE_PART,
  EXPORTS_PART,
  REQUESTS_PART,
  RETENTION_PART,
];

@Module({
  imports: [
    AuthModule,
    MailModule,
    UsersModule,
    TypeOrmModule.forFeature(PARTS.flatMap(({ entities = [] }) => entities)),
  ],
  controllers: [DataMapController, ...PARTS.flatMap(({ controllers = [] }) => controllers)],
  providers: [DataMapService, PrivacyConfig, ...PARTS.flatMap(({ providers }) => providers)],
  exports: [ConsentReader, DataMapService, ErasureReplay, RetentionService],
})
export class PrivacyModule {}

import './consents/consents.migration';
import './requests/requests.migration';
import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AdminConsentTextsController } from './consents/admin-consent-texts.controller';
import { ConsentGate } from './consents/consent-gate';
import { ConsentReader } from './consents/consent-reader';
import { ConsentTextEntity } from './consents/consent-text.entity';
import { ConsentTextRepository } from './consents/consent-text.repository';
import { ConsentTexts } from './consents/consent-texts';
import { ConsentTextsController } from './consents/consent-texts.controller';
import { ConsentTextsService } from './consents/consent-texts.service';
import { ConsentEntity } from './consents/consent.entity';
import { ConsentRepository } from './consents/consent.repository';
import { ConsentsController } from './consents/consents.controller';
import { ConsentsService } from './consents/consents.service';
import { CONSENTS_USER_DATA } from './consents/consents.user-data';
import { DataMapController } from './data-map/data-map.controller';
import { DataMapService } from './data-map/data-map.service';
import { PrivacyConfig } from './privacy.config';
import { PrivacyRequestMetrics } from './requests/request-metrics';
import { PrivacyRequestEntity } from './requests/request.entity';
import { PrivacyRequestRepository } from './requests/request.repository';
import { PrivacyRequestsController } from './requests/requests.controller';
import { PrivacyRequestsService } from './requests/requests.service';
import { PRIVACY_REQUESTS_USER_DATA } from './requests/requests.user-data';

@Module({
  imports: [TypeOrmModule.forFeature([ConsentEntity, ConsentTextEntity, PrivacyRequestEntity])],
  controllers: [
    AdminConsentTextsController,
    ConsentsController,
    ConsentTextsController,
    DataMapController,
    PrivacyRequestsController,
  ],
  providers: [
    CONSENTS_USER_DATA,
    ConsentGate,
    ConsentReader,
    ConsentRepository,
    ConsentsService,
    ConsentTextRepository,
    ConsentTexts,
    ConsentTextsService,
    DataMapService,
    PRIVACY_REQUESTS_USER_DATA,
    PrivacyConfig,
    PrivacyRequestMetrics,
    PrivacyRequestRepository,
    PrivacyRequestsService,
  ],
  exports: [ConsentReader, DataMapService],
})
export class PrivacyModule {}

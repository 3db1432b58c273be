import './consents.migration';
import type { FeaturePart } from '@platform/process/feature-part';
import { AdminConsentTextsController } from './admin-consent-texts.controller';
import { ConsentCheck } from './consent-check';
import { ConsentReader } from './consent-reader';
import { ConsentTextEntity } from './consent-text.entity';
import { ConsentTextRepository } from './consent-text.repository';
import { ConsentTexts } from './consent-texts';
import { ConsentTextsController } from './consent-texts.controller';
import { ConsentTextsService } from './consent-texts.service';
import { ConsentEntity } from './consent.entity';
import { ConsentRepository } from './consent.repository';
import { ConsentsController } from './consents.controller';
import { ConsentsService } from './consents.service';
import { CONSENTS_USER_DATA } from './consents.user-data';

/** Texts that users accept, and their consents. */
export const CONSENTS_PART: FeaturePart = {
  entities: [ConsentEntity, ConsentTextEntity],
  controllers: [AdminConsentTextsController, ConsentsController, ConsentTextsController],
  providers: [
    CONSENTS_USER_DATA,
    ConsentCheck,
    ConsentReader,
    ConsentRepository,
    ConsentsService,
    ConsentTextRepository,
    ConsentTexts,
    ConsentTextsService,
  ],
};

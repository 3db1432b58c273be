import './erasure.migration';
import type { FeaturePart } from '@platform/process/feature-part';
import { ErasuresController } from './admin/erasures.controller';
import { ErasuresService } from './admin/erasures.service';
import { AccountDeletion } from './deletion/account-deletion';
import { AccountDeletionController } from './deletion/account-deletion.controller';
import { DeletionPageController } from './deletion/deletion-page.controller';
import { DeletionService } from './deletion/deletion.service';
import { UndeleteController } from './deletion/undelete.controller';
import { UserDeletionController } from './deletion/user-deletion.controller';
import { ErasureConfig } from './erasure.config';
import { ERASURES_USER_DATA, LEDGER_USER_DATA, LEGAL_HOLDS_USER_DATA } from './erasure.user-data';
import { ErasureEntity } from './erasures/erasure.entity';
import { ErasureRepository } from './erasures/erasure.repository';
import { CertificateIssuer } from './ledger/certificate-issuer';
import { ErasureLedger } from './ledger/erasure-ledger.repository';
import { LegalHoldEntity } from './legal-holds/legal-hold.entity';
import { LegalHoldRepository } from './legal-holds/legal-hold.repository';
import { LegalHoldsController } from './legal-holds/legal-holds.controller';
import { LegalHoldsService } from './legal-holds/legal-holds.service';
import { ErasureReplay } from './replay/erasure-replay';
import { DueErasures } from './run/due-erasures';
import { ErasureRun } from './run/erasure-run';
import { ErasureStart } from './run/erasure-start';
import { PoliciesCheck } from './run/policies-check';

/** Deletion and its undo, erasure with its ledger, and legal holds. */
export const ERASURE_PART: FeaturePart = {
  entities: [ErasureEntity, LegalHoldEntity],
  controllers: [
    AccountDeletionController,
    DeletionPageController,
    ErasuresController,
    LegalHoldsController,
    UndeleteController,
    UserDeletionController,
  ],
  providers: [
    AccountDeletion,
    CertificateIssuer,
    DeletionService,
    DueErasures,
    ErasureConfig,
    ErasureLedger,
    ErasureReplay,
    ErasureRepository,
    ErasureRun,
    ErasureStart,
    ERASURES_USER_DATA,
    ErasuresService,
    LEDGER_USER_DATA,
    LEGAL_HOLDS_USER_DATA,
    LegalHoldRepository,
    LegalHoldsService,
    PoliciesCheck,
  ],
};

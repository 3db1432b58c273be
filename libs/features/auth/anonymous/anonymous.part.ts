import type { FeaturePart } from '@platform/process/feature-part';
import { Anonymity } from './anonymity';
import { AnonymousConfig } from './anonymous.config';
import { AnonymousController } from './anonymous.controller';
import { AnonymousEntity } from './anonymous.entity';
import { AnonymousRepository } from './anonymous.repository';
import { AnonymousService } from './anonymous.service';
import { ANONYMOUS_USER_DATA } from './anonymous.user-data';
import { FinishUpgradeService } from './upgrade/finish-upgrade.service';
import { UpgradePageController } from './upgrade/upgrade-page.controller';
import { UpgradeController } from './upgrade/upgrade.controller';
import { UpgradeService } from './upgrade/upgrade.service';
import './anonymous.migration';

export const ANONYMOUS: FeaturePart = {
  controllers: [AnonymousController, UpgradeController, UpgradePageController],
  providers: [
    Anonymity,
    AnonymousConfig,
    AnonymousRepository,
    AnonymousService,
    ANONYMOUS_USER_DATA,
    FinishUpgradeService,
    UpgradeService,
  ],
  entities: [AnonymousEntity],
};

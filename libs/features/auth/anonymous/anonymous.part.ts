import type { AuthPart } from '../auth-part';
import { Anonymity } from './anonymity';
import { AnonymousConfig } from './anonymous.config';
import { AnonymousController } from './anonymous.controller';
import { AnonymousEntity } from './anonymous.entity';
import { AnonymousRepository } from './anonymous.repository';
import { AnonymousService } from './anonymous.service';
import { AnonymousUserData } from './anonymous.user-data';
import { FinishUpgradeService } from './upgrade/finish-upgrade.service';
import { UpgradePageController } from './upgrade/upgrade-page.controller';
import { UpgradeController } from './upgrade/upgrade.controller';
import { UpgradeService } from './upgrade/upgrade.service';
import './anonymous.migration';

export const ANONYMOUS: AuthPart = {
  controllers: [AnonymousController, UpgradeController, UpgradePageController],
  providers: [
    Anonymity,
    AnonymousConfig,
    AnonymousRepository,
    AnonymousService,
    AnonymousUserData,
    FinishUpgradeService,
    UpgradeService,
  ],
  entities: [AnonymousEntity],
};

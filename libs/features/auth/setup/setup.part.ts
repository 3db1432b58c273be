import './setup.migration';
import type { FeaturePart } from '@platform/process/feature-part';
import { FirstAdministrator } from './first-administrator';
import { SetupPageController } from './setup-page.controller';
import { SetupController } from './setup.controller';
import { SetupEntity } from './setup.entity';
import { SetupRepository } from './setup.repository';
import { SETUP_USER_DATA } from './setup.user-data';

/** The setup of the first administrator. */
export const SETUP: FeaturePart = {
  controllers: [SetupController, SetupPageController],
  providers: [FirstAdministrator, SetupRepository, SETUP_USER_DATA],
  entities: [SetupEntity],
};

import './setup.migration';
import type { AuthPart } from '../auth-part';
import { FirstAdministrator } from './first-administrator';
import { SetupPageController } from './setup-page.controller';
import { SetupController } from './setup.controller';
import { SetupEntity } from './setup.entity';
import { SetupRepository } from './setup.repository';
import { SetupUserData } from './setup.user-data';

/** How an installation gets its first administrator. */
export const SETUP: AuthPart = {
  controllers: [SetupController, SetupPageController],
  providers: [FirstAdministrator, SetupRepository, SetupUserData],
  entities: [SetupEntity],
};

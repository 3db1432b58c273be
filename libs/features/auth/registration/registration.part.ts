import type { FeaturePart } from '@platform/process/feature-part';
import { FinishRegistrationService } from './finish-registration.service';
import { PendingRegistrations } from './pending-registrations';
import { RegistrationPageController } from './registration-page.controller';
import { RegistrationController } from './registration.controller';
import { RegistrationService } from './registration.service';

export const REGISTRATION_PART: FeaturePart = {
  controllers: [RegistrationController, RegistrationPageController],
  providers: [FinishRegistrationService, PendingRegistrations, RegistrationService],
};

import type { FeaturePart } from '@platform/process/feature-part';
import { ChoicesReader } from './choices-reader';
import { NotificationSettingsController } from './notification-settings.controller';
import { NotificationSettingsService } from './notification-settings.service';

/** What each user has chosen for notifications. */
export const SETTINGS_PART: FeaturePart = {
  controllers: [NotificationSettingsController],
  providers: [ChoicesReader, NotificationSettingsService],
};

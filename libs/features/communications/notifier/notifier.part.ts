import type { FeaturePart } from '@platform/process/feature-part';
import { EventNotifications } from './event-notifications';
import { Notifier } from './notifier';

/** Turns what happens into notifications. */
export const NOTIFIER_PART: FeaturePart = {
  providers: [EventNotifications, Notifier],
};

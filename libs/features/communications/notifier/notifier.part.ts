import type { CommunicationsPart } from '../communications-part';
import { EventNotifications } from './event-notifications';
import { Notifier } from './notifier';

/** Turns what happens into notifications. */
export const NOTIFIER_PART: CommunicationsPart = {
  entities: [],
  controllers: [],
  providers: [EventNotifications, Notifier],
};

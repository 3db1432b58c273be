import type { FeaturePart } from '@platform/process/feature-part';
import { SmsSender } from './sms-sender';

/** Notifications as text messages. */
export const SMS_PART: FeaturePart = { providers: [SmsSender] };

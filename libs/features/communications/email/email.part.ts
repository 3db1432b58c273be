import type { FeaturePart } from '@platform/process/feature-part';
import { DigestRun } from './digest-run';
import { EmailSender } from './email-sender';

/** Notifications as mails. */
export const EMAIL_PART: FeaturePart = { providers: [DigestRun, EmailSender] };

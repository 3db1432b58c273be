import './security-notices.migration';
import './security-notices.notifications';
import type { FeaturePart } from '@platform/process/feature-part';
import { KnownOriginEntity } from './known-origin.entity';
import { KnownOriginRepository } from './known-origin.repository';
import { NewSignInNotice } from './new-sign-in-notice';
import { SecurityNotices } from './security-notices';
import { SECURITY_NOTICES_USER_DATA } from './security-notices.user-data';

/** Mails that notify users of changes to their account. */
export const SECURITY_NOTICES: FeaturePart = {
  providers: [KnownOriginRepository, NewSignInNotice, SecurityNotices, SECURITY_NOTICES_USER_DATA],
  entities: [KnownOriginEntity],
};

import './security-notices.migration';
import type { AuthPart } from '../auth-part';
import { KnownOriginEntity } from './known-origin.entity';
import { KnownOriginRepository } from './known-origin.repository';
import { NewSignInNotice } from './new-sign-in-notice';
import { SecurityNotices } from './security-notices';
import { SecurityNoticesUserData } from './security-notices.user-data';

/** Mails that tell users what happened to their account. */
export const SECURITY_NOTICES: AuthPart = {
  providers: [KnownOriginRepository, NewSignInNotice, SecurityNotices, SecurityNoticesUserData],
  entities: [KnownOriginEntity],
};

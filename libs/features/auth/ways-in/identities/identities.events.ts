import { defineEvent } from '@platform/events/define-event';
import { changeCredentials } from '../../credential-changes';
import { tellOf } from '../../notices/notices';
import { endAnonymity } from '../anonymous/end-anonymity';
import { IdentityLinkedMail, IdentityUnlinkedMail } from './identities.mails';

interface IdentityFacts {
  readonly identityId: string;
  readonly provider: string;
}

/** The first identity of an account: its owner is not notified, and no existing credentials change. */
export const IdentityRegistered = defineEvent<IdentityFacts>(
  'auth.identity_registered',
  'An account was created with the identity of a sign-in provider',
);
export const IdentityLinked = defineEvent<IdentityFacts>(
  'auth.identity_linked',
  'An identity of a sign-in provider was linked',
);
export const IdentityUnlinked = defineEvent<IdentityFacts>(
  'auth.identity_unlinked',
  'An identity of a sign-in provider was unlinked',
);

export type IdentityNews = typeof IdentityLinked;

endAnonymity(IdentityLinked);
changeCredentials(IdentityLinked, IdentityUnlinked);
tellOf(IdentityLinked, IdentityLinkedMail);
tellOf(IdentityUnlinked, IdentityUnlinkedMail);

import { defineEvent } from '@platform/events/define-event';
import { changeCredentials } from '../../credential-changes';
import { tellOf } from '../../notices/notices';
import { endAnonymity } from '../anonymous/end-anonymity';
import { IdentityLinkedMail, IdentityUnlinkedMail } from './identities.mails';

interface IdentityFacts {
  readonly identityId: string;
  readonly provider: string;
}

/** The first one of an account is no news to its owner, and changes nothing that was there before. */
export const IdentityRegistered = defineEvent<IdentityFacts>(
  'auth.identity_registered',
  'An account was made with an identity of another service',
);
export const IdentityLinked = defineEvent<IdentityFacts>(
  'auth.identity_linked',
  'An identity of another service can be signed in with',
);
export const IdentityUnlinked = defineEvent<IdentityFacts>(
  'auth.identity_unlinked',
  'An identity of another service can no longer be signed in with',
);

export type IdentityNews = typeof IdentityLinked;

endAnonymity(IdentityLinked);
changeCredentials(IdentityLinked, IdentityUnlinked);
tellOf(IdentityLinked, IdentityLinkedMail);
tellOf(IdentityUnlinked, IdentityUnlinkedMail);

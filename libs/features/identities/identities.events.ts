import { defineEvent } from '@platform/events/define-event';
import { endAnonymityOn, notifyOwnerOn, voidLinksOn } from '@features/auth';
import { IdentityLinkedMail, IdentityUnlinkedMail } from './identities.mails';

interface IdentityFacts {
  readonly identityId: string;
  readonly provider: string;
}

/** The first one of an account is no news to its owner, and changes nothing that was there before. */
export const IdentityRegistered = defineEvent<IdentityFacts>(
  'identities.identity_registered',
  'An account was made with an identity of another service',
);
export const IdentityLinked = defineEvent<IdentityFacts>(
  'identities.identity_linked',
  'An identity of another service can be signed in with',
);
export const IdentityUnlinked = defineEvent<IdentityFacts>(
  'identities.identity_unlinked',
  'An identity of another service can no longer be signed in with',
);

export type IdentityNews = typeof IdentityLinked;

endAnonymityOn(IdentityLinked);
voidLinksOn(IdentityLinked, IdentityUnlinked);
notifyOwnerOn(IdentityLinked, IdentityLinkedMail);
notifyOwnerOn(IdentityUnlinked, IdentityUnlinkedMail);

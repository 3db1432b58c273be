import { defineEvent } from '@platform/events/define-event';
import { endAnonymityOn, notifyOwnerOn, voidLinksOn } from '@features/auth';
import { IdentityLinkedMail, IdentityUnlinkedMail } from './identities.mails';

interface IdentityFacts {
  readonly identityId: string;
  readonly provider: string;
}

/** The first identity of an account: its owner is not notified, and no existing credentials change. */
export const IdentityRegistered = defineEvent<IdentityFacts>(
  'identities.identity_registered',
  'An account was created with the identity of a sign-in provider',
);
export const IdentityLinked = defineEvent<IdentityFacts>(
  'identities.identity_linked',
  'An identity of a sign-in provider was linked',
);
export const IdentityUnlinked = defineEvent<IdentityFacts>(
  'identities.identity_unlinked',
  'An identity of a sign-in provider was unlinked',
);

export type IdentityEvent = typeof IdentityLinked;

endAnonymityOn(IdentityLinked);
voidLinksOn(IdentityLinked, IdentityUnlinked);
notifyOwnerOn(IdentityLinked, IdentityLinkedMail);
notifyOwnerOn(IdentityUnlinked, IdentityUnlinkedMail);

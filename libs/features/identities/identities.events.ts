import { defineEvent } from '@platform/event-log/definitions/define-event';
import { WORD } from '@platform/event-log/definitions/fact-words';
import { IdField, TextField } from '@platform/http/fields/fields';
import { endAnonymityOn, notifyOwnerOn, voidLinksOn } from '@features/auth';
import { IdentityLinkedMail, IdentityUnlinkedMail } from './identities.mails';

class IdentityFacts {
  @IdField({ description: 'The ID of the linked identity.', example: '01993f0e-5a5e-7cc0-8f0e-0a1b2c3d4e5f' })
  identityId: string;

  @TextField({ max: 31, pattern: WORD, description: 'The name of the provider.', example: 'google' })
  provider: string;
}

/** The first identity of an account: its owner is not notified, and no existing credentials change. */
export const IdentityRegistered = defineEvent(
  'identities.identity_registered',
  1,
  IdentityFacts,
  'An account was created with the identity of a sign-in provider',
);
export const IdentityLinked = defineEvent(
  'identities.identity_linked',
  1,
  IdentityFacts,
  'An identity of a sign-in provider was linked',
);
export const IdentityUnlinked = defineEvent(
  'identities.identity_unlinked',
  1,
  IdentityFacts,
  'An identity of a sign-in provider was unlinked',
);

export type IdentityEvent = typeof IdentityRegistered | typeof IdentityLinked;

endAnonymityOn(IdentityLinked);
voidLinksOn(IdentityLinked, IdentityUnlinked);
notifyOwnerOn(IdentityLinked, IdentityLinkedMail);
notifyOwnerOn(IdentityUnlinked, IdentityUnlinkedMail);

import { defineEvent } from '@platform/events/define-event';
import { voidLinksOn } from '../credentials/credential-changes';
import { notifyOwnerOn } from '../security-notices/security-notices';
import { endAnonymityOn } from '../anonymous/end-anonymity';
import { PasskeyAddedMail, PasskeyRemovedMail } from './passkeys.mails';

interface RemovedFacts {
  readonly count: number;
  /** Present only if exactly one was affected. */
  readonly passkeyId?: string;
}

export const PasskeyAdded = defineEvent<{ passkeyId: string }>('auth.passkey_added', 'A passkey was added');
export const PasskeyRenamed = defineEvent<{ passkeyId: string }>('auth.passkey_renamed', 'A passkey was renamed');
export const PasskeyRemoved = defineEvent<RemovedFacts>('auth.passkey_removed', 'Passkeys were removed');
export const PasskeyCounterDecreased = defineEvent<{ passkeyId: string }>(
  'auth.passkey_counter_decreased',
  'A passkey was rejected because its signature counter went back, so it may have been cloned',
);

endAnonymityOn(PasskeyAdded);
voidLinksOn(PasskeyAdded, PasskeyRemoved);
notifyOwnerOn(PasskeyAdded, PasskeyAddedMail);
notifyOwnerOn(PasskeyRemoved, PasskeyRemovedMail);

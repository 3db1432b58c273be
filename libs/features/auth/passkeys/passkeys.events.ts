import { defineEvent } from '@platform/event-log/definitions/define-event';
import { IdField, IntegerField } from '@platform/http/fields/fields';
import { voidLinksOn } from '../credentials/credential-changes';
import { notifyOwnerOn } from '../security-notices/security-notices';
import { endAnonymityOn } from '../anonymous/end-anonymity';
import type { PasskeyId } from './passkey-id';
import { PasskeyAddedMail, PasskeyRemovedMail } from './passkeys.mails';

const PASSKEY = { description: 'The ID of the passkey.', example: '01993f0e-5a5e-7cc0-8f0e-0a1b2c3d4e5f' };

class PasskeyFacts {
  @IdField(PASSKEY)
  passkeyId: PasskeyId;
}

class PasskeysRemovedFacts {
  @IntegerField({ min: 1, max: 2_147_483_647, description: 'The number of passkeys.', example: 1 })
  count: number;

  @IdField({
    ...PASSKEY,
    optional: true,
    description: 'The ID of the passkey. Absent if several may have been removed.',
  })
  passkeyId?: PasskeyId;
}

export const PasskeyAdded = defineEvent('auth.passkey_added', 1, PasskeyFacts, 'A passkey was added');
export const PasskeyRenamed = defineEvent('auth.passkey_renamed', 1, PasskeyFacts, 'A passkey was renamed');
export const PasskeyRemoved = defineEvent('auth.passkey_removed', 1, PasskeysRemovedFacts, 'Passkeys were removed');
export const PasskeyCounterDecreased = defineEvent(
  'auth.passkey_counter_decreased',
  1,
  PasskeyFacts,
  'A passkey was rejected because its signature counter decreased, so the passkey may have been cloned',
);

endAnonymityOn(PasskeyAdded);
voidLinksOn(PasskeyAdded, PasskeyRemoved);
notifyOwnerOn(PasskeyAdded, PasskeyAddedMail);
notifyOwnerOn(PasskeyRemoved, PasskeyRemovedMail);

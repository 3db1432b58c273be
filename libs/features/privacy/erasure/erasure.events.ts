import { defineEvent } from '@platform/event-log/definitions/define-event';
import { ChoiceField, IdField, TimeField } from '@platform/http/fields/fields';
import type { UserId } from '@platform/ids/ids';

const ERASURE = { description: 'The ID of the request.', example: '01993f0e-5a5e-7cc0-8f0e-0a1b2c3d4e5f' };
const USER = { description: 'The ID of the user.', example: '01993f0e-5a5e-7cc0-8f0e-0a1b2c3d4e5f' };
const HOLD = { description: 'The ID of the legal hold.', example: '01993f0e-5a5e-7cc0-8f0e-0a1b2c3d4e5f' };
const BY = { values: ['user', 'staff'], example: 'user' };

class DeletionRequestedFacts {
  @IdField(ERASURE)
  erasureId: string;

  @ChoiceField({ ...BY, description: 'Whether the user or an administrator requested the deletion.' })
  by: 'user' | 'staff';

  @TimeField({ description: 'The time from which the data is erased.', example: '2026-12-20T20:15:00.000Z' })
  erasureAt: string;
}

class DeletionCancelledFacts {
  @IdField(ERASURE)
  erasureId: string;

  @ChoiceField({ ...BY, description: 'Whether the user or an administrator cancelled the deletion.' })
  by: 'user' | 'staff';
}

class ErasureFacts {
  @IdField(ERASURE)
  erasureId: string;
}

class ProposedErasureFacts extends ErasureFacts {
  @IdField(USER)
  userId: UserId;
}

class LegalHoldFacts {
  @IdField(HOLD)
  holdId: string;

  @IdField(USER)
  userId: UserId;
}

export const DeletionRequested = defineEvent(
  'privacy.deletion_requested',
  1,
  DeletionRequestedFacts,
  'The deletion of an account was requested, and the account was closed',
);
export const DeletionCancelled = defineEvent(
  'privacy.deletion_cancelled',
  1,
  DeletionCancelledFacts,
  'The deletion of an account was cancelled in the grace period, and the account was reopened',
);
export const UserErased = defineEvent('privacy.user_erased', 1, ErasureFacts, 'All data of a user was erased');

// The user must not learn of the following events, so they have no subject.
export const ErasureProposed = defineEvent(
  'privacy.erasure_proposed',
  1,
  ProposedErasureFacts,
  'An administrator requested a deletion that another administrator must approve',
);
export const ErasureDeclined = defineEvent(
  'privacy.erasure_declined',
  1,
  ProposedErasureFacts,
  'A deletion that was waiting for approval was declined',
);
export const LegalHoldPlaced = defineEvent(
  'privacy.legal_hold_placed',
  1,
  LegalHoldFacts,
  'A legal hold was placed on the data of a user',
);
export const LegalHoldRemoved = defineEvent(
  'privacy.legal_hold_removed',
  1,
  LegalHoldFacts,
  'A legal hold was removed from the data of a user',
);

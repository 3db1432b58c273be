import { defineEvent } from '@platform/event-log/definitions/define-event';
import { WORD } from '@platform/event-log/definitions/fact-words';
import { BooleanField, ChoiceField, IdField, TextField } from '@platform/http/fields/fields';
import type { ConsentTextId } from './consent-text-id';
import {
  REQUEST_KINDS,
  REQUEST_STATES,
  type PrivacyRequestId,
  type RequestKind,
  type RequestState,
} from './privacy-request';
import { CONSENT_SOURCES, type ConsentSource } from './consent-source';

const PURPOSE = { max: 40, pattern: WORD, description: 'The purpose.', example: 'terms' };
const TEXT = {
  description: 'The ID of the version of the text.',
  example: '01993f0e-5a5e-7cc0-8f0e-0a1b2c3d4e5f',
};

class ConsentChangedFacts {
  @TextField(PURPOSE)
  purpose: string;

  @IdField(TEXT)
  textId: ConsentTextId;

  @BooleanField({ description: 'Whether the consent was given or withdrawn.', example: true })
  given: boolean;

  @ChoiceField({ values: CONSENT_SOURCES, description: 'Where the user decided.', example: 'settings' })
  source: ConsentSource;
}

class ConsentTextAddedFacts {
  @TextField(PURPOSE)
  purpose: string;

  @IdField(TEXT)
  textId: ConsentTextId;

  @BooleanField({ description: 'Whether users must accept this text.', example: true })
  required: boolean;
}

class PrivacyRequestFacts {
  @IdField({ description: 'The ID of the request.', example: '01993f0e-5a5e-7cc0-8f0e-0a1b2c3d4e5f' })
  requestId: PrivacyRequestId;

  @ChoiceField({ values: REQUEST_KINDS, description: 'What the user asks for.', example: 'rectification' })
  kind: RequestKind;
}

class PrivacyRequestChangedFacts extends PrivacyRequestFacts {
  @ChoiceField({ values: REQUEST_STATES, description: 'The state of the request.', example: 'done' })
  state: RequestState;
}

export const PrivacyRequestRegistered = defineEvent(
  'privacy.request_registered',
  1,
  PrivacyRequestFacts,
  'A request of a user about their data was registered',
);
export const PrivacyRequestChanged = defineEvent(
  'privacy.request_changed',
  1,
  PrivacyRequestChangedFacts,
  'A request of a user about their data was changed or closed',
);
export const ConsentChanged = defineEvent(
  'privacy.consent_changed',
  1,
  ConsentChangedFacts,
  'A consent was given or withdrawn',
);
export const ConsentTextAdded = defineEvent(
  'privacy.consent_text_added',
  1,
  ConsentTextAddedFacts,
  'A version of a consent text was added',
);

import { defineEvent } from '@platform/event-log/definitions/define-event';
import { ChoiceField, TextField } from '@platform/http/fields/fields';
import { WORD } from '@platform/event-log/definitions/fact-words';
import { SUPPRESSION_REASONS, type SuppressionReason } from './suppression-reason';

const REASON = {
  values: SUPPRESSION_REASONS,
  description: 'Whether an email bounced or its recipient complained.',
  example: 'bounce',
};

class AddressSuppressedFacts {
  @ChoiceField(REASON)
  reason: SuppressionReason;

  @TextField({ max: 16, pattern: WORD, description: 'The email provider that reported it.', example: 'ses' })
  provider: string;
}

class SuppressionLiftedFacts {
  @ChoiceField(REASON)
  reason: SuppressionReason;
}

export const AddressSuppressed = defineEvent(
  'mail.address_suppressed',
  1,
  AddressSuppressedFacts,
  'Emails to an address were suppressed',
);
export const SuppressionLifted = defineEvent(
  'mail.suppression_lifted',
  1,
  SuppressionLiftedFacts,
  'Emails to an address were allowed again',
);

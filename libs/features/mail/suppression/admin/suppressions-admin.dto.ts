import { parseEmail } from '@platform/email/email-address.rule';
import { FieldErrors } from '@platform/errors/platform.errors';
import { ChoiceField, IdField, ShapeListField, TextField, TimeField } from '@platform/http/fields/fields';
import { checkShape } from '@platform/http/fields/shape-rules';
import { NEXT_CURSOR, PageQuery } from '@platform/http/paging/page';
import { SUPPRESSION_REASONS, type SuppressionReason } from '../suppression-reason';

const EXAMPLE = '01993f0e-5a5e-7cc0-8f0e-0a1b2c3d4e5f';

export class SuppressionDto {
  @IdField({ description: 'The ID of the suppression.', example: EXAMPLE })
  id: string;

  @IdField({
    nullable: true,
    description: 'The user who had the address when it was suppressed; null if no account had it.',
    example: EXAMPLE,
  })
  userId: string | null;

  @ChoiceField({
    values: SUPPRESSION_REASONS,
    description:
      '`bounce`: an email could not be delivered, and no emails are sent. `complaint`: the recipient reported an email as spam, and no notifications are sent by email.',
    example: 'bounce',
  })
  reason: SuppressionReason;

  @TextField({ max: 16, description: 'The email provider that reported it.', example: 'ses' })
  provider: string;

  @TextField({
    max: 200,
    nullable: true,
    description: 'The response of the mail server of the recipient, without addresses.',
    example: '550 5.1.1 No such mailbox',
  })
  diagnostic: string | null;

  @TimeField({ description: 'The time of the report.', example: '2026-11-20T20:15:00.000Z' })
  since: string;
}

export class SuppressionListDto {
  @ShapeListField(() => SuppressionDto, { maxItems: 100, description: 'The suppressions, newest first.' })
  items: SuppressionDto[];

  @TextField(NEXT_CURSOR)
  nextCursor: string | null;
}

export class SuppressionsQuery extends PageQuery {
  @TextField({
    max: 254,
    format: 'idn-email',
    optional: true,
    description: 'Returns only the suppression of this address.',
    example: 'ada@example.com',
  })
  email?: string;
}

checkShape(SuppressionsQuery, 'email', ({ email }) =>
  email === undefined || parseEmail(email)
    ? []
    : [{ pointer: '/email', code: FieldErrors.bad_format, parameters: { form: 'ada@example.com' } }],
);

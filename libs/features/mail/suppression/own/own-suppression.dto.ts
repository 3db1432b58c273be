import { BooleanField, ChoiceField, TextField, TimeField } from '@platform/http/fields/fields';
import { SUPPRESSION_REASONS, type SuppressionReason } from '../suppression-reason';

export class OwnSuppressionDto {
  @BooleanField({ description: 'Whether emails to your current address are suppressed.', example: true })
  suppressed: boolean;

  @ChoiceField({
    values: SUPPRESSION_REASONS,
    nullable: true,
    description:
      '`bounce`: an email could not be delivered, and no emails are sent. `complaint`: you reported an email as spam, and no notifications are sent by email.',
    example: 'bounce',
  })
  reason: SuppressionReason | null;

  @TextField({
    max: 200,
    nullable: true,
    description: 'The response of your mail server, if the email provider reported it.',
    example: '550 5.1.1 No such mailbox',
  })
  diagnostic: string | null;

  @TimeField({ nullable: true, description: 'The time of the report.', example: '2026-11-20T20:15:00.000Z' })
  since: string | null;
}

import { IntegerField, TimeField, TextListField } from '@platform/http/fields/fields';

export class RecoveryCodesLeftDto {
  @IntegerField({ min: 0, max: 10, description: 'How many have not been used.', example: 9 })
  left: number;

  @TimeField({ nullable: true, description: 'When they were made.', example: '2026-11-20T20:15:00.000Z' })
  createdAt: string | null;
}

export class RecoveryCodesDto {
  @TextListField({
    maxItems: 10,
    max: 40,
    description: 'Each is good once, in place of a code of the app. They are not shown again.',
    example: ['k7mq-2x9d-hw4t-e8ra'],
  })
  recoveryCodes: string[];
}

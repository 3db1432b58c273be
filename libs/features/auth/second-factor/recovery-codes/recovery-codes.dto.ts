import { IntegerField, TimeField, TextListField } from '@platform/http/fields/fields';

export class RecoveryCodesLeftDto {
  @IntegerField({ min: 0, max: 10, description: 'The number of unused codes.', example: 9 })
  left: number;

  @TimeField({ nullable: true, description: 'The time of creation.', example: '2026-11-20T20:15:00.000Z' })
  createdAt: string | null;
}

export class RecoveryCodesDto {
  @TextListField({
    maxItems: 10,
    max: 40,
    description: 'Each code can be used once instead of a code from the app. The codes are shown only once.',
    example: ['k7mq-2x9d-hw4t-e8ra'],
  })
  recoveryCodes: string[];
}

import { IntegerField, TimeField } from '@platform/http/fields/fields';

export class RecoveryCodesLeftDto {
  @IntegerField({ min: 0, max: 10, description: 'How many have not been used.', example: 9 })
  left: number;

  @TimeField({ nullable: true, description: 'When they were made.', example: '2026-11-20T20:15:00.000Z' })
  createdAt: string | null;
}

import { IntegerField, TimeField } from '@platform/http/fields/fields';

export class RecoveryCodesLeftDto {
  @IntegerField({ min: 0, max: 10, description: 'The number of unused codes.', example: 9 })
  left: number;

  @TimeField({ nullable: true, description: 'The time of creation.', example: '2026-11-20T20:15:00.000Z' })
  createdAt: string | null;
}

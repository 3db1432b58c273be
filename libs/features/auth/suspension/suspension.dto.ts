import { TextField, TimeField } from '@platform/http/fields/fields';

export class SuspendDto {
  @TextField({
    min: 1,
    max: 500,
    description: 'Why; shown to staff with the account, and to the user in the activity.',
    example: 'Asked for by the owner.',
  })
  reason: string;

  @TimeField({
    optional: true,
    description: 'When the suspension ends by itself; without it, staff have to end it.',
    example: '2099-12-20T20:15:00.000Z',
  })
  until?: string;
}

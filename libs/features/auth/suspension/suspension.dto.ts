import { TextField, TimeField } from '@platform/http/fields/fields';

export class SuspendDto {
  @TextField({
    min: 1,
    max: 500,
    description: 'The reason. Administrators see it with the account, and the user sees it in the activity.',
    example: 'Requested by the account owner.',
  })
  reason: string;

  @TimeField({
    optional: true,
    description: 'The time at which the suspension ends automatically. Without it, an administrator must end it.',
    example: '2099-12-20T20:15:00.000Z',
  })
  until?: string;
}

import { TextField } from '@platform/http/fields/fields';

export class SuspendDto {
  @TextField({ min: 1, max: 500, description: 'Why; kept in the audit log.', example: 'Asked for by the owner.' })
  reason: string;
}

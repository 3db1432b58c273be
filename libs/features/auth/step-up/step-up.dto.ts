import { TextField } from '@platform/http/fields/fields';

export class StepUpDto {
  @TextField({ max: 1024, secret: true, description: 'Your password.', example: 'violet teapots dance slowly' })
  password: string;
}

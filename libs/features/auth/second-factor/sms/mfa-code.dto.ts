import { TextField } from '@platform/http/fields/fields';

export class RequestMfaCodeDto {
  @TextField({ max: 100, secret: true, description: 'The `mfaToken` of the first step.', example: 'uko_Xy3v…' })
  mfaToken: string;
}

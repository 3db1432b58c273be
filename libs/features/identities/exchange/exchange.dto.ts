import { TextField } from '@platform/http/fields/fields';
import { TOKEN_LENGTH } from '@platform/one-time/token-text.rule';
import { SignInOptionsDto } from '@features/auth';

export const CODE_OF_FLOW = {
  max: TOKEN_LENGTH,
  secret: true,
  description: 'From the address the browser returned to.',
  example: 'uko_Xy3v…',
} as const;

export const CODE_VERIFIER = {
  min: 43,
  max: 128,
  secret: true,
  pattern: /^[A-Za-z0-9._~-]{43,128}$/,
  form: 'RFC 7636',
  description: 'What the `codeChallenge` was made of.',
  example: 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk',
} as const;

export class ExchangeDto extends SignInOptionsDto {
  @TextField(CODE_OF_FLOW)
  code: string;

  @TextField(CODE_VERIFIER)
  codeVerifier: string;
}

import { TextField } from '@platform/http/fields/fields';
import { OPAQUE_TOKEN_LENGTH } from '@platform/access/opaque-token.rule';
import { SignInOptionsDto } from '@features/auth';

export const CODE_OF_FLOW = {
  max: OPAQUE_TOKEN_LENGTH,
  secret: true,
  description: 'The code from the redirect URI.',
  example: 'uko_Xy3v…',
} as const;

export const CODE_VERIFIER = {
  min: 43,
  max: 128,
  secret: true,
  pattern: /^[A-Za-z0-9._~-]{43,128}$/,
  form: 'RFC 7636',
  description: 'The PKCE code verifier of the `codeChallenge`.',
  example: 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk',
} as const;

export class ExchangeDto extends SignInOptionsDto {
  @TextField(CODE_OF_FLOW)
  code: string;

  @TextField(CODE_VERIFIER)
  codeVerifier: string;
}

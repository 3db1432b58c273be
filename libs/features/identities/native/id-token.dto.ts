import { TextField } from '@platform/http/fields/fields';
import { SignInOptionsDto } from '@features/auth';

export const ID_TOKEN = {
  max: 8192,
  secret: true,
  description: 'The ID token the provider gave the app, with our nonce in it.',
  example: 'eyJhbGciOiJSUzI1NiIs…',
} as const;

export class IdTokenDto extends SignInOptionsDto {
  @TextField(ID_TOKEN)
  idToken: string;
}

export class NonceDto {
  @TextField({
    max: 100,
    description: 'Goes into the request to the provider, and comes back in its ID token. Ten minutes, one use.',
    example: 'uko_Xy3v…',
  })
  nonce: string;
}

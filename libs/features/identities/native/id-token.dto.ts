import { TextField } from '@platform/http/fields/fields';
import { SignInOptionsDto } from '@features/auth';

export const ID_TOKEN = {
  max: 8192,
  secret: true,
  description: 'The ID token from the provider. It must contain a nonce from this API.',
  example: 'eyJhbGciOiJSUzI1NiIs…',
} as const;

export class IdTokenDto extends SignInOptionsDto {
  @TextField(ID_TOKEN)
  idToken: string;
}

export class NonceDto {
  @TextField({
    max: 100,
    description:
      'The nonce for the request to the provider, which returns it in the ID token. It expires in ten minutes and can be used once.',
    example: 'uko_Xy3v…',
  })
  nonce: string;
}

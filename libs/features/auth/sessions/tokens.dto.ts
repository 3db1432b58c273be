import { ChoiceField, IntegerField, TextField } from '@platform/http/fields/fields';

export const TRANSPORT = {
  values: ['body', 'cookie'],
  optional: true,
  description: 'How the refresh token is returned. `cookie` stores it in an HttpOnly cookie, for web clients.',
  example: 'body',
} as const;

export class TokensDto {
  @TextField({
    max: 4096,
    description: 'The access token. Send it in the Authorization header.',
    example: 'eyJhbGciOiJFUzI1NiIs…',
  })
  accessToken: string;

  @TextField({
    max: 200,
    optional: true,
    description: 'The refresh token, which can be used once. Absent with the cookie transport.',
    example: 'ukr_AZk…',
  })
  refreshToken?: string;

  @ChoiceField({ values: ['Bearer'], description: 'The authentication scheme of the access token.', example: 'Bearer' })
  tokenType: 'Bearer';

  @IntegerField({
    min: 0,
    max: 3600,
    description: 'The number of seconds until the access token expires.',
    example: 600,
  })
  expiresIn: number;
}

export class RefreshDto {
  @TextField({
    max: 200,
    optional: true,
    secret: true,
    description: 'The refresh token. Absent if it is in the cookie.',
    example: 'ukr_AZk…',
  })
  refreshToken?: string;
}

import { ChoiceField, IntegerField, TextField } from '@platform/http/fields/fields';

export const TRANSPORT = {
  values: ['body', 'cookie'],
  optional: true,
  description: 'cookie keeps the refresh token in an HttpOnly cookie, for web clients.',
  example: 'body',
} as const;

export class TokensDto {
  @TextField({ max: 4096, description: 'Goes into the Authorization header.', example: 'eyJhbGciOiJFUzI1NiIs…' })
  accessToken: string;

  @TextField({
    max: 200,
    optional: true,
    description: 'Good for one refresh. Absent with the cookie transport.',
    example: 'ukr_AZk…',
  })
  refreshToken?: string;

  @ChoiceField({ values: ['Bearer'], description: 'How to present the access token.', example: 'Bearer' })
  tokenType: 'Bearer';

  @IntegerField({ min: 0, max: 3600, description: 'Seconds the access token is good for.', example: 600 })
  expiresIn: number;
}

export class RefreshDto {
  @TextField({
    max: 200,
    optional: true,
    secret: true,
    description: 'The refresh token; absent when it is in the cookie.',
    example: 'ukr_AZk…',
  })
  refreshToken?: string;
}

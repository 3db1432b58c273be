import {
  BooleanField,
  ChoiceField,
  IdField,
  IntegerField,
  JsonField,
  TextField,
  TextListField,
} from '@platform/http/fields/fields';

const ID = '01993f0e-5a5e-7cc0-8f0e-0a1b2c3d4e5f';
const SECONDS = { min: 0, max: 253_402_300_799, optional: true };

export class IntrospectDto {
  @TextField({
    max: 8192,
    secret: true,
    description: 'The access token or API key to introspect.',
    example: 'eyJhbGciOiJFUzI1NiIs…',
  })
  token: string;

  @TextField({
    max: 50,
    optional: true,
    description: 'Accepted as in RFC 7662 and ignored, because the format of the token identifies its type.',
  })
  token_type_hint?: string;
}

/** The field names follow RFC 7662. */
export class IntrospectionDto {
  @BooleanField({
    description: 'Whether the token is valid now. If it is not, the response has no other fields.',
    example: true,
  })
  active: boolean;

  @ChoiceField({
    values: ['access_token', 'api_key'],
    optional: true,
    description: 'The type of the token.',
    example: 'access_token',
  })
  token_type?: 'access_token' | 'api_key';

  @IdField({
    optional: true,
    description: 'The user whom the token belongs to; absent for the API key of a backend.',
    example: ID,
  })
  sub?: string;

  @IdField({ optional: true, description: 'The ID of the API key, if the token is one.', example: ID })
  client_id?: string;

  @TextField({ max: 30, optional: true, description: 'The username, if the user has one.', example: 'ada' })
  username?: string;

  @TextField({
    max: 4000,
    optional: true,
    description: "The scopes of a user's API key, included ones too, separated by spaces.",
  })
  scope?: string;

  @TextField({
    max: 500,
    optional: true,
    description: 'The issuer of the access token.',
    example: 'https://id.example.com',
  })
  iss?: string;

  @TextField({ max: 500, optional: true, description: 'The audience of the access token.', example: 'userkeep' })
  aud?: string;

  @IdField({ optional: true, description: 'The ID of the session of the access token.', example: ID })
  sid?: string;

  @IdField({ optional: true, description: 'The ID of the access token.', example: ID })
  jti?: string;

  @IntegerField({ ...SECONDS, description: 'The time of issue, in seconds since 1970.', example: 1_764_532_800 })
  iat?: number;

  @IntegerField({ ...SECONDS, description: 'The time of expiry, in seconds since 1970.', example: 1_764_533_400 })
  exp?: number;

  @TextListField({
    maxItems: 100,
    max: 40,
    optional: true,
    description: 'The current roles of the user.',
    example: [],
  })
  roles?: string[];

  @TextListField({
    maxItems: 1000,
    max: 60,
    optional: true,
    description: 'The current permissions, including those of your app.',
    example: ['shop.refund'],
  })
  permissions?: string[];

  @JsonField({ optional: true, description: 'The claims that the roles add for your app.', example: { plan: 'pro' } })
  claims?: object;
}

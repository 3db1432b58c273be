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
    description: 'An access token or an API key.',
    example: 'eyJhbGciOiJFUzI1NiIs…',
  })
  token: string;

  @TextField({
    max: 50,
    optional: true,
    description: 'Allowed by RFC 7662, and not needed: the form of the token tells.',
  })
  token_type_hint?: string;
}

/** The names are those of RFC 7662. */
export class IntrospectionDto {
  @BooleanField({ description: 'Whether it is valid now. When it is not, nothing else is said.', example: true })
  active: boolean;

  @ChoiceField({
    values: ['access_token', 'api_key'],
    optional: true,
    description: 'What it is.',
    example: 'access_token',
  })
  token_type?: 'access_token' | 'api_key';

  @IdField({ optional: true, description: 'The user it stands for; absent for the key of a backend.', example: ID })
  sub?: string;

  @IdField({ optional: true, description: 'The API key, when it is one.', example: ID })
  client_id?: string;

  @TextField({ max: 30, optional: true, description: 'The username, if the user has one.', example: 'ada' })
  username?: string;

  @TextField({ max: 4000, optional: true, description: "The scopes of a user's API key, separated by spaces." })
  scope?: string;

  @TextField({
    max: 500,
    optional: true,
    description: 'Who issued the access token.',
    example: 'https://id.example.com',
  })
  iss?: string;

  @TextField({ max: 500, optional: true, description: 'Whom the access token is for.', example: 'userkeep' })
  aud?: string;

  @IdField({ optional: true, description: 'The session of the access token.', example: ID })
  sid?: string;

  @IdField({ optional: true, description: 'The access token.', example: ID })
  jti?: string;

  @IntegerField({ ...SECONDS, description: 'When it was issued, in seconds since 1970.', example: 1_764_532_800 })
  iat?: number;

  @IntegerField({ ...SECONDS, description: 'When it expires, in seconds since 1970.', example: 1_764_533_400 })
  exp?: number;

  @TextListField({
    maxItems: 100,
    max: 40,
    optional: true,
    description: 'The roles that the user holds now.',
    example: [],
  })
  roles?: string[];

  @TextListField({
    maxItems: 1000,
    max: 60,
    optional: true,
    description: 'What it allows now, permissions of your app included.',
    example: ['shop.refund'],
  })
  permissions?: string[];

  @JsonField({ optional: true, description: 'What the roles add for your app.', example: { plan: 'pro' } })
  claims?: object;
}

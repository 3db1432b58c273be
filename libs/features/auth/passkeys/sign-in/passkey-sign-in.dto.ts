import { JsonField, TextField } from '@platform/http/fields/fields';
import { checkShape } from '@platform/http/fields/shape-rules';
import { SignInOptionsDto } from '../../sign-in/sign-in-options.dto';
import { AuthFieldErrors } from '../../auth.errors';

export class PasskeyOptionsRequestDto {
  @TextField({
    max: 254,
    optional: true,
    description:
      'The email address of the account. Send this, the username, or neither to let the device offer its passkeys.',
    example: 'ada@example.com',
  })
  email?: string;

  @TextField({
    max: 64,
    optional: true,
    description: 'The username of the account. Send this, the email address, or neither.',
  })
  username?: string;
}

export class PasskeyChallengeDto {
  @TextField({
    max: 100,
    description: "The token of the challenge. Send it back with the authenticator's response within five minutes.",
    example: 'uko_Xy3v…',
  })
  challengeToken: string;

  @JsonField({
    description:
      'The options for `PublicKeyCredential.parseRequestOptionsFromJSON` and then `navigator.credentials.get({ publicKey })`.',
    example: {
      challenge: 'J1v…',
      rpId: 'example.com',
      timeout: 300_000,
      allowCredentials: [],
      userVerification: 'required',
    },
  })
  options: Record<string, unknown>;
}

export class PasskeySignInDto extends SignInOptionsDto {
  @TextField({
    max: 100,
    secret: true,
    description: 'The `challengeToken` of the options request.',
    example: 'uko_Xy3v…',
  })
  challengeToken: string;

  @JsonField({
    description: 'The result of `toJSON()` of the credential that the browser returned.',
    example: {
      id: 'kE0…',
      rawId: 'kE0…',
      type: 'public-key',
      response: { clientDataJSON: 'eyJ…', authenticatorData: 'SZY…', signature: 'MEU…', userHandle: 'AZk…' },
      clientExtensionResults: {},
    },
  })
  response: Record<string, unknown>;
}

checkShape(PasskeyOptionsRequestDto, 'name', (_given, sent) =>
  sent.has('email') && sent.has('username')
    ? [{ pointer: '/email', code: AuthFieldErrors.one_of_email_or_username }]
    : [],
);

import { JsonField, TextField } from '@platform/http/fields/fields';
import { checkShape } from '@platform/http/fields/shape-rules';
import { SignInOptionsDto } from '../../sign-in/sign-in-options.dto';
import { AuthFieldErrors } from '../../auth.errors';

export class PasskeyOptionsRequestDto {
  @TextField({
    max: 254,
    optional: true,
    description: 'The e-mail address of the account; or the username; or neither, to let the device offer what it has.',
    example: 'ada@example.com',
  })
  email?: string;

  @TextField({ max: 64, optional: true, description: 'The username; or the e-mail address; or neither.' })
  username?: string;
}

export class PasskeyChallengeDto {
  @TextField({
    max: 100,
    description: 'Goes back with what the authenticator made, within five minutes.',
    example: 'uko_Xy3v…',
  })
  challengeToken: string;

  @JsonField({
    description:
      'For `PublicKeyCredential.parseRequestOptionsFromJSON`, and then `navigator.credentials.get({ publicKey })`.',
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
  @TextField({ max: 100, secret: true, description: 'From `askForPasskey`.', example: 'uko_Xy3v…' })
  challengeToken: string;

  @JsonField({
    description: 'What `toJSON()` of the credential says that the browser came back with.',
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

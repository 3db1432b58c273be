import {
  BooleanField,
  IdField,
  JsonField,
  ShapeListField,
  TextField,
  TextListField,
  TimeField,
} from '@platform/http/fields/fields';
import { NEXT_CURSOR } from '@platform/http/paging/page';

const NAME = { max: 100, visible: true, description: 'The name of the passkey.', example: 'My phone' };

export class PasskeyDto {
  @IdField({ description: 'The ID of the passkey.', example: '01993f0e-5a5e-7cc0-8f0e-0a1b2c3d4e5f' })
  id: string;

  @TextField(NAME)
  name: string;

  @BooleanField({ description: 'Whether the passkey is backed up, for example in a cloud account.', example: true })
  backedUp: boolean;

  @TextListField({
    maxItems: 10,
    max: 20,
    description: 'The transports of the authenticator.',
    example: ['hybrid', 'internal'],
  })
  transports: string[];

  @TimeField({ description: 'The time at which the passkey was added.', example: '2026-11-20T20:15:00.000Z' })
  createdAt: string;

  @TimeField({ nullable: true, description: 'The time of the last sign-in.', example: '2026-11-20T20:15:00.000Z' })
  lastUsedAt: string | null;
}

export class PasskeyListDto {
  @ShapeListField(() => PasskeyDto, { maxItems: 100, description: 'The passkeys, newest first.' })
  items: PasskeyDto[];

  @TextField(NEXT_CURSOR)
  nextCursor: string | null;
}

export class NewPasskeyChallengeDto {
  @TextField({
    max: 100,
    description:
      "The token of the challenge. Send it back with the authenticator's response within five minutes, from the same session.",
    example: 'uko_Xy3v…',
  })
  challengeToken: string;

  @JsonField({
    description:
      'The options for `PublicKeyCredential.parseCreationOptionsFromJSON` and then `navigator.credentials.create({ publicKey })`.',
    example: {
      rp: { id: 'example.com', name: 'userkeep' },
      user: { id: 'AZk…', name: 'ada@example.com', displayName: 'Ada Lovelace' },
      challenge: 'J1v…',
      pubKeyCredParams: [{ type: 'public-key', alg: -7 }],
      timeout: 300_000,
      excludeCredentials: [],
      authenticatorSelection: { residentKey: 'preferred', userVerification: 'required' },
      attestation: 'none',
    },
  })
  options: Record<string, unknown>;
}

export class AddPasskeyDto {
  @TextField({
    max: 100,
    secret: true,
    description: 'The `challengeToken` of the options request.',
    example: 'uko_Xy3v…',
  })
  challengeToken: string;

  @TextField({
    ...NAME,
    optional: true,
    description: 'The name of the passkey. The default is the name of the device.',
  })
  name?: string;

  @JsonField({
    description: 'The result of `toJSON()` of the credential that the browser returned.',
    example: {
      id: 'kE0…',
      rawId: 'kE0…',
      type: 'public-key',
      response: { clientDataJSON: 'eyJ…', attestationObject: 'o2N…', transports: ['internal'] },
      clientExtensionResults: {},
    },
  })
  response: Record<string, unknown>;
}

/** A merge patch. A passkey always has a name, so null is not allowed. */
export class RenamePasskeyDto {
  @TextField(NAME)
  name: string;
}

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

const NAME = { max: 100, visible: true, description: 'What its user calls it.', example: 'My phone' };

export class PasskeyDto {
  @IdField({ description: 'The passkey.', example: '01993f0e-5a5e-7cc0-8f0e-0a1b2c3d4e5f' })
  id: string;

  @TextField(NAME)
  name: string;

  @BooleanField({ description: 'Whether it is kept elsewhere too, as in an account of its maker.', example: true })
  backedUp: boolean;

  @TextListField({ maxItems: 10, max: 20, description: 'How it can be reached.', example: ['hybrid', 'internal'] })
  transports: string[];

  @TimeField({ description: 'When it was added.', example: '2026-11-20T20:15:00.000Z' })
  createdAt: string;

  @TimeField({ nullable: true, description: 'When it was last signed in with.', example: '2026-11-20T20:15:00.000Z' })
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
    description: 'Goes back with what the authenticator made, within five minutes and from this session.',
    example: 'uko_Xy3v…',
  })
  challengeToken: string;

  @JsonField({
    description:
      'For `PublicKeyCredential.parseCreationOptionsFromJSON`, and then `navigator.credentials.create({ publicKey })`.',
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
  @TextField({ max: 100, secret: true, description: 'From `beginPasskey`.', example: 'uko_Xy3v…' })
  challengeToken: string;

  @TextField({ ...NAME, optional: true, description: 'What to call it; without one, after the device asking.' })
  name?: string;

  @JsonField({
    description: 'What `toJSON()` of the credential says that the browser came back with.',
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

/** A merge patch. A passkey always has a name, so there is nothing to remove. */
export class RenamePasskeyDto {
  @TextField(NAME)
  name: string;
}

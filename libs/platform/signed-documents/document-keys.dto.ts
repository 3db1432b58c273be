import { ShapeListField, TextField, TimeField } from '@platform/http/fields/fields';

export class DocumentKeyDto {
  @TextField({ max: 64, description: 'The ID of the key.', example: '5f0c1d2e3a4b' })
  keyId: string;

  @TextField({ max: 10, description: 'The algorithm, always `Ed25519`.', example: 'Ed25519' })
  algorithm: string;

  @TextField({
    max: 43,
    description: 'The 32 bytes of the public key, in base64url.',
    example: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo',
  })
  publicKey: string;

  @TimeField({ description: 'The time of creation.', example: '2026-11-20T20:15:00.000Z' })
  createdAt: string;
}

export class DocumentKeysDto {
  @ShapeListField(() => DocumentKeyDto, { maxItems: 1000, description: 'All keys, the current one first.' })
  keys: DocumentKeyDto[];
}

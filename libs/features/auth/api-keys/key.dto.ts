import { IdField, TextField, TimeField } from '@platform/http/fields/fields';
import type { StoredKey } from './api-key.repository';

export const KEY_ID = { description: 'The ID of the API key.', example: '01993f0e-5a5e-7cc0-8f0e-0a1b2c3d4e5f' };
export const KEY_NAME = {
  min: 1,
  max: 100,
  visible: true,
  description: 'The name of the API key.',
  example: 'Nightly report',
};
export const KEY_TEXT = {
  max: 60,
  description: 'The API key. It is shown only once.',
  example: 'uk_h3V9xQ…',
};

/** The fields that both kinds of API keys share. */
export class KeyDto {
  @IdField(KEY_ID)
  id: string;

  @TextField(KEY_NAME)
  name: string;

  @TextField({ max: 9, description: 'The first characters of the key.', example: 'uk_h3V9xQ' })
  prefix: string;

  @TimeField({ description: 'The time of creation.', example: '2026-11-20T20:15:00.000Z' })
  createdAt: string;

  @TimeField({ description: 'The time of expiry.', example: '2027-02-18T20:15:00.000Z' })
  expiresAt: string;

  @TimeField({ nullable: true, description: 'The time of the last use, to the minute.', example: null })
  lastUsedAt: string | null;
}

export function keyDtoOf({ id, name, prefix, createdAt, expiresAt, lastUsedAt }: StoredKey): KeyDto {
  return {
    id,
    name,
    prefix,
    createdAt: createdAt.toISOString(),
    expiresAt: expiresAt.toISOString(),
    lastUsedAt: lastUsedAt?.toISOString() ?? null,
  };
}

import { defineEvent } from '@platform/events/define-event';
import type { ApiKeyId } from '@platform/ids/ids';
import { notifyOwnerOn } from '../security-notices/security-notices';
import { ApiKeyCreatedMail } from './api-keys.mails';

/** The key of an app belongs to no user: its events have no subject, and no mail is sent. */
export const ApiKeyCreated = defineEvent<{ keyId: ApiKeyId; rights: string[] }>(
  'auth.api_key_created',
  'An API key was created',
);
export const ApiKeyRevoked = defineEvent<{ keyId: ApiKeyId }>('auth.api_key_revoked', 'An API key was revoked');

notifyOwnerOn(ApiKeyCreated, ApiKeyCreatedMail);

import { defineEvent } from '@platform/events/define-event';
import { notifyOwnerOn } from '../security-notices/security-notices';
import { ApiKeyCreatedMail } from './api-keys.mails';

/** An app's key is nobody's: its events have no subject, so nobody is mailed. */
export const ApiKeyCreated = defineEvent<{ keyId: string; rights: string[] }>(
  'auth.api_key_created',
  'An API key was made',
);
export const ApiKeyRevoked = defineEvent<{ keyId: string }>('auth.api_key_revoked', 'An API key was revoked');

notifyOwnerOn(ApiKeyCreated, ApiKeyCreatedMail);

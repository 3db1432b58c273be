import { defineEvent } from '@platform/events/define-event';
import { tellOf } from '../notices/notices';
import { ApiKeyMadeMail } from './api-keys.mails';

/** The key of an app belongs to no user: its events have no subject, and no mail is sent. */
export const ApiKeyMade = defineEvent<{ keyId: string; rights: string[] }>(
  'auth.api_key_made',
  'An API key was created',
);
export const ApiKeyRevoked = defineEvent<{ keyId: string }>('auth.api_key_revoked', 'An API key was revoked');

tellOf(ApiKeyMade, ApiKeyMadeMail);

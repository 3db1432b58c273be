import { defineEvent } from '@platform/event-log/definitions/define-event';
import { IdField, TextListField } from '@platform/http/fields/fields';
import type { ApiKeyId } from '@platform/ids/ids';
import { notifyOwnerOn } from '../security-notices/security-notices';
import { ApiKeyCreatedMail } from './api-keys.mails';

class ApiKeyFacts {
  @IdField({ description: 'The ID of the API key.', example: '01993f0e-5a5e-7cc0-8f0e-0a1b2c3d4e5f' })
  keyId: ApiKeyId;
}

class ApiKeyCreatedFacts extends ApiKeyFacts {
  @TextListField({
    maxItems: 100,
    max: 60,
    pattern: /^[a-z][a-z0-9-]*([.:][a-z][a-z0-9-]*){1,3}$/,
    description: "The scopes of a user's key, or the permissions of an app key.",
    example: ['profile:read'],
  })
  rights: readonly string[];
}

/** The key of an app belongs to no user: its events have no subject, and no mail is sent. */
export const ApiKeyCreated = defineEvent('auth.api_key_created', 1, ApiKeyCreatedFacts, 'An API key was created');
export const ApiKeyRevoked = defineEvent('auth.api_key_revoked', 1, ApiKeyFacts, 'An API key was revoked');

notifyOwnerOn(ApiKeyCreated, ApiKeyCreatedMail);

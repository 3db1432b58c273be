import { Authenticator } from '@platform/http/access/authenticator';
import type { FeaturePart } from '@platform/process/feature-part';
import { BearerAuthenticator } from './bearer.authenticator';
import { HeaderlessSessions } from './headerless-sessions';
import { SessionMemory } from './session-memory';
import { VerifiedTokens } from './verified-tokens';

/** Turns the `Authorization` header of a request, an access token or an API key, into a principal. */
export const BEARER: FeaturePart = {
  providers: [
    HeaderlessSessions,
    SessionMemory,
    VerifiedTokens,
    { provide: Authenticator, useClass: BearerAuthenticator },
  ],
};

import { PassportStrategy } from '@nestjs/passport';
import type { Fetch } from '@platform/http-client/http-client';
import { IdentityProblems } from '../identities.errors';
import { redirectProblem } from '../providers/provider-responses';
import { tokenRequest } from './token-request';

export interface GoogleEndpoints {
  readonly issuers: readonly string[];
  readonly authorizationEndpoint: string;
  readonly tokenEndpoint: string;
  readonly jwksUri: string;
}

interface StrategySettings {
  readonly endpoints: GoogleEndpoints;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly callbackUrl: string;
  readonly fetch: Fetch;
}

/** The state of a sign-in flow in place of an HTTP request. */
export interface GoogleRequest {
  readonly query: Readonly<Record<string, unknown>>;
  readonly state: string;
  readonly nonce: string;
  /** The PKCE verifier, which the library creates for the redirect and sends with the code. */
  verifier?: string;
}

export interface GoogleStrategy {
  begin(request: GoogleRequest): Promise<string>;
  /** Returns the ID token. */
  finish(request: GoogleRequest): Promise<string>;
}

type Done = (error: Error | null, value?: unknown) => void;

/** The caller stores state and verifier in a cookie. */
const store = {
  store(request: GoogleRequest, verifier: string, _state: unknown, _meta: unknown, done: Done) {
    request.verifier = verifier;
    done(null, request.state);
  },
  verify(request: GoogleRequest, state: unknown, _meta: unknown, done: Done) {
    done(null, state === request.state && request.verifier);
  },
};

/** Loaded lazily, only if sign-in with Google is used. */
export async function loadGoogleStrategy(settings: StrategySettings): Promise<GoogleStrategy> {
  const { endpoints, clientId, clientSecret, callbackUrl, fetch } = settings;
  const { Strategy } = await import('passport-google-oauth20');
  // With fewer parameters the library omits the response that contains the ID token.
  class WithIdToken extends PassportStrategy(Strategy, 'google', 5) implements GoogleStrategy {
    constructor() {
      super({
        clientID: clientId,
        clientSecret,
        callbackURL: callbackUrl,
        authorizationURL: endpoints.authorizationEndpoint,
        tokenURL: endpoints.tokenEndpoint,
        scope: ['openid', 'email', 'profile'],
        pkce: 'S256',
        // The profile is in the ID token, which is signed and returned for the code.
        skipUserProfile: true,
        store,
      } as never);
      const client = { tokenUrl: endpoints.tokenEndpoint, clientId, clientSecret, fetch };
      Object.assign(this._oauth2, { getOAuthAccessToken: tokenRequest(client) });
    }

    /** The callback of passport; its result is used as the user. */
    validate(_accessToken: string, _refreshToken: string, response: { id_token?: unknown }): string {
      if (typeof response.id_token !== 'string') throw IdentityProblems.provider_failed();
      return response.id_token;
    }

    override authorizationParams({ nonce }: { nonce?: string }): object {
      return { ...super.authorizationParams({}), nonce };
    }

    async begin(request: GoogleRequest): Promise<string> {
      return this.run(request);
    }

    async finish(request: GoogleRequest): Promise<string> {
      return this.run(request);
    }

    /**
     * Runs the strategy as passport does, on a copy with its own callbacks; passport itself uses a registry that all
     * applications of a process share.
     */
    private run(request: GoogleRequest): Promise<string> {
      return new Promise((resolve, reject) => {
        const copy = Object.assign(Object.create(this) as WithIdToken, {
          success: resolve,
          redirect: resolve,
          fail: (info: unknown) => reject(redirectProblem('access_denied', info)),
          error: reject,
        });
        copy.authenticate(request as never, { nonce: request.nonce });
      });
    }
  }
  return new WithIdToken();
}

import { Injectable } from '@nestjs/common';
import type { ProvenIdentity } from './proven-identity.rule';

/** The values that the browser takes to the provider and must return with. */
export interface AuthorizationRequest {
  readonly state: string;
  readonly nonce: string;
}

/** The query parameters of the callback. */
export type ReturnedQuery = Readonly<Record<string, unknown>>;

/** An identity provider. */
export interface IdentityProvider {
  readonly name: string;
  /** The display name. */
  readonly label: string;
  /** Returns the authorization URL, and the PKCE verifier to redeem the code with. */
  begin(request: AuthorizationRequest): Promise<{ readonly url: string; readonly verifier: string }>;
  finish(
    returned: ReturnedQuery,
    request: AuthorizationRequest & { readonly verifier: string },
  ): Promise<ProvenIdentity>;
  /** Reads an ID token that an app has fetched itself. The caller must verify the nonce. */
  read(idToken: string): Promise<{ readonly identity: ProvenIdentity; readonly nonce: unknown }>;
}

/** The providers of this installation. */
@Injectable()
export class IdentityProviders {
  private readonly byName = new Map<string, IdentityProvider>();

  register(provider: IdentityProvider): void {
    this.byName.set(provider.name, provider);
  }

  find(name: string): IdentityProvider | undefined {
    return this.byName.get(name);
  }

  get names(): readonly string[] {
    return [...this.byName.keys()];
  }
}

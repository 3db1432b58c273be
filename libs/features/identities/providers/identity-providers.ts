import { Injectable } from '@nestjs/common';
import type { ProvenIdentity } from './proven-identity.rule';

/** What a browser is sent to a provider with, and has to come back with. */
export interface AuthorizationRequest {
  readonly state: string;
  readonly nonce: string;
}

/** What came back in the query of the callback. */
export type ReturnedQuery = Readonly<Record<string, unknown>>;

/** A service that says who somebody is. */
export interface IdentityProvider {
  readonly name: string;
  /** What people call it. */
  readonly label: string;
  /** Where the browser goes; the provider will want the verifier with the code it hands out. */
  begin(journey: AuthorizationRequest): Promise<{ readonly url: string; readonly verifier: string }>;
  finish(
    returned: ReturnedQuery,
    journey: AuthorizationRequest & { readonly verifier: string },
  ): Promise<ProvenIdentity>;
  /** An ID token an app has fetched by itself. That its nonce is one of ours is for the caller to see. */
  read(idToken: string): Promise<{ readonly identity: ProvenIdentity; readonly nonce: unknown }>;
}

/** The providers of this installation. */
@Injectable()
export class IdentityProviders {
  private readonly known = new Map<string, IdentityProvider>();

  register(provider: IdentityProvider): void {
    this.known.set(provider.name, provider);
  }

  find(name: string): IdentityProvider | undefined {
    return this.known.get(name);
  }

  get names(): readonly string[] {
    return [...this.known.keys()];
  }
}

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

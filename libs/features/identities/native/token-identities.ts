import { IdTokenCheck, type Issuer } from '../providers/id-token-check';
import { IdentityProblems } from '../identities.errors';
import { provenIdentity, type ProvenIdentity } from '../providers/proven-identity.rule';

interface Client {
  readonly clientId: string;
  /** Of its apps: what they fetch is made out to them. */
  readonly nativeClientIds: readonly string[];
}

/** Who the ID tokens of one provider speak of, whichever way they came here. */
export class TokenIdentities {
  private readonly check: IdTokenCheck;

  constructor(
    private readonly provider: string,
    issuer: Issuer,
    private readonly client: Client,
  ) {
    this.check = new IdTokenCheck(issuer);
  }

  /** The identity in an ID token of a browser flow with this nonce. */
  async ofJourney(idToken: string, nonce: string): Promise<ProvenIdentity> {
    const { clientId } = this.client;
    const claims = await this.check.claimsOf(idToken, { audiences: [clientId], parties: [clientId] });
    if (claims.nonce !== nonce) throw IdentityProblems.id_token_invalid();
    return this.identityIn(claims);
  }

  /** That an app has fetched by itself. */
  async ofApp(idToken: string): Promise<{ readonly identity: ProvenIdentity; readonly nonce: unknown }> {
    const audiences = [this.client.clientId, ...this.client.nativeClientIds];
    const claims = await this.check.claimsOf(idToken, { audiences, parties: audiences });
    return { identity: this.identityIn(claims), nonce: claims.nonce };
  }

  private identityIn(claims: Readonly<Record<string, unknown>>): ProvenIdentity {
    const identity = provenIdentity(this.provider, claims);
    if (!identity) throw IdentityProblems.id_token_invalid();
    return identity;
  }
}

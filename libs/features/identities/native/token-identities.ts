import { IdTokenCheck, type Issuer } from '../providers/id-token-check';
import { IdentityProblems } from '../identities.errors';
import { provenIdentity, type ProvenIdentity } from '../providers/proven-identity.rule';

interface Client {
  readonly clientId: string;
  /** The client IDs of mobile apps, which are the audience of the ID tokens that the apps fetch. */
  readonly nativeClientIds: readonly string[];
}

/** Reads the identities in the ID tokens of one provider, from browser flows and from apps. */
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
  async ofBrowserFlow(idToken: string, nonce: string): Promise<ProvenIdentity> {
    const { clientId } = this.client;
    const claims = await this.check.claimsOf(idToken, { audiences: [clientId], parties: [clientId] });
    if (claims.nonce !== nonce) throw IdentityProblems.id_token_invalid();
    return this.identityIn(claims);
  }

  /** The identity in an ID token that an app has fetched itself. The caller must verify the nonce. */
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

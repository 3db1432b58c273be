import { Injectable } from '@nestjs/common';
import { lazily } from '@platform/process/lazily';
import type { AuthenticationResponseJSON, RegistrationResponseJSON } from '@simplewebauthn/server';
import { ALGORITHMS } from './passkey-options.rule';
import { RelyingParty } from './relying-party';

const library = lazily(() => require('@simplewebauthn/server') as typeof import('@simplewebauthn/server'));
const helpers = lazily(
  () => require('@simplewebauthn/server/helpers') as typeof import('@simplewebauthn/server/helpers'),
);

/** Enough for an RSA key of 4096 bits. Signatures of larger keys would be expensive to verify. */
const MAX_KEY_BYTES = 600;

interface VerifiedRegistration {
  readonly credentialId: Buffer;
  readonly publicKey: Buffer;
  readonly signCount: number;
  readonly backedUp: boolean;
}

interface VerifiedAssertion {
  readonly signCount: number;
  readonly backedUp: boolean;
  readonly userVerified: boolean;
}

/** Verifies the response of an authenticator. Returns undefined for every fault. */
@Injectable()
export class PasskeyCheck {
  constructor(private readonly relyingParty: RelyingParty) {}

  async registration(response: RegistrationResponseJSON, challenge: string): Promise<VerifiedRegistration | undefined> {
    const checked = await undefinedOnError(async () => {
      refuseCertificates(response.response.attestationObject);
      return library().verifyRegistrationResponse({
        response,
        ...this.expectations(challenge),
        requireUserVerification: true,
        supportedAlgorithmIDs: ALGORITHMS,
      });
    });
    if (!checked?.verified) return undefined;
    const { credential, credentialBackedUp } = checked.registrationInfo;
    if (credential.id !== response.id || credential.publicKey.length > MAX_KEY_BYTES) return undefined;
    return {
      credentialId: Buffer.from(credential.id, 'base64url'),
      publicKey: Buffer.from(credential.publicKey),
      signCount: credential.counter,
      backedUp: credentialBackedUp,
    };
  }

  async assertion(
    response: AuthenticationResponseJSON,
    challenge: string,
    publicKey: Buffer,
  ): Promise<VerifiedAssertion | undefined> {
    const checked = await undefinedOnError(() =>
      library().verifyAuthenticationResponse({
        response,
        ...this.expectations(challenge),
        requireUserVerification: true,
        // The counter is compared by the UPDATE statement that stores it.
        credential: { id: response.id, publicKey: new Uint8Array(publicKey), counter: 0 },
      }),
    );
    if (!checked?.verified) return undefined;
    const { newCounter, credentialBackedUp, userVerified } = checked.authenticationInfo;
    return { signCount: newCounter, backedUp: credentialBackedUp, userVerified };
  }

  private expectations(challenge: string) {
    const { id, origins } = this.relyingParty;
    return { expectedChallenge: challenge, expectedOrigin: origins, expectedRPID: id };
  }
}

/**
 * Rejects attestation certificates, which are not requested: verifying them would download revocation lists during a
 * request, for a result that is not needed. Self-attestation is accepted.
 */
function refuseCertificates(attestationObject: string): void {
  const { decodeAttestationObject, isoBase64URL } = helpers();
  const attestation = decodeAttestationObject(isoBase64URL.toBuffer(attestationObject));
  const format = attestation.get('fmt');
  const isSelfAttestation = format === 'packed' && attestation.get('attStmt').get('x5c') === undefined;
  if (format !== 'none' && !isSelfAttestation) throw new Error(`The attestation format ${format} is not supported.`);
}

/** The library throws on invalid input. */
async function undefinedOnError<T>(check: () => Promise<T>): Promise<T | undefined> {
  try {
    return await check();
  } catch {
    return undefined;
  }
}

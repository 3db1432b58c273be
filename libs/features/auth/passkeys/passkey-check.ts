import { Injectable } from '@nestjs/common';
import { lazily } from '@platform/process/lazily';
import type { AuthenticationResponseJSON, RegistrationResponseJSON } from '@simplewebauthn/server';
import { ALGORITHMS } from './passkey-options.rule';
import { RelyingParty } from './relying-party';

const library = lazily(() => require('@simplewebauthn/server') as typeof import('@simplewebauthn/server'));
const helpers = lazily(
  () => require('@simplewebauthn/server/helpers') as typeof import('@simplewebauthn/server/helpers'),
);

/** A key of 4096 bits for RSA, with room; larger ones would make every signature dear to check. */
const MAX_KEY_BYTES = 600;

interface Registered {
  readonly credentialId: Buffer;
  readonly publicKey: Buffer;
  readonly signCount: number;
  readonly backedUp: boolean;
}

interface Shown {
  readonly signCount: number;
  readonly backedUp: boolean;
  readonly userVerified: boolean;
}

/** Verifies the response of an authenticator. Returns undefined for every fault. */
@Injectable()
export class PasskeyCheck {
  constructor(private readonly relyingParty: RelyingParty) {}

  async registration(response: RegistrationResponseJSON, challenge: string): Promise<Registered | undefined> {
    const checked = await goodOrNothing(async () => {
      refuseCertificates(response.response.attestationObject);
      return library().verifyRegistrationResponse({
        response,
        ...this.expected(challenge),
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
  ): Promise<Shown | undefined> {
    const checked = await goodOrNothing(() =>
      library().verifyAuthenticationResponse({
        response,
        ...this.expected(challenge),
        requireUserVerification: true,
        // The count is compared where it is stored, by the statement that changes it.
        credential: { id: response.id, publicKey: new Uint8Array(publicKey), counter: 0 },
      }),
    );
    if (!checked?.verified) return undefined;
    const { newCounter, credentialBackedUp, userVerified } = checked.authenticationInfo;
    return { signCount: newCounter, backedUp: credentialBackedUp, userVerified };
  }

  private expected(challenge: string) {
    const { id, origins } = this.relyingParty;
    return { expectedChallenge: challenge, expectedOrigin: origins, expectedRPID: id };
  }
}

/**
 * Certificates were not asked for. Checking them would send us out for the lists of revoked ones that they name, in the
 * middle of a request, and say nothing we want to know. Without them an authenticator can still vouch for itself.
 */
function refuseCertificates(attestationObject: string): void {
  const { decodeAttestationObject, isoBase64URL } = helpers();
  const attestation = decodeAttestationObject(isoBase64URL.toBuffer(attestationObject));
  const format = attestation.get('fmt');
  const vouchesForItself = format === 'packed' && attestation.get('attStmt').get('x5c') === undefined;
  if (format !== 'none' && !vouchesForItself) throw new Error(`The attestation format ${format} is not supported.`);
}

/** The library throws on invalid input. */
async function goodOrNothing<T>(check: () => Promise<T>): Promise<T | undefined> {
  try {
    return await check();
  } catch {
    return undefined;
  }
}

import type {
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
} from '@simplewebauthn/server';
import type { NamedCredential } from './decoy-passkeys.rule';
import { TIMEOUT_MS } from './passkeys.one-time';

type Descriptor = NonNullable<PublicKeyCredentialRequestOptionsJSON['allowCredentials']>[number];

/** EdDSA, ES256 and RS256, in order of preference. Windows needs RS256. */
export const ALGORITHMS = [-8, -7, -257];

/** The options of `navigator.credentials.get`, for `PublicKeyCredential.parseRequestOptionsFromJSON`. */
export function requestOptions(
  rpId: string,
  challenge: string,
  allowed: readonly NamedCredential[],
): PublicKeyCredentialRequestOptionsJSON {
  return {
    challenge,
    rpId,
    timeout: TIMEOUT_MS,
    allowCredentials: allowed.map(descriptorOf),
    userVerification: 'required',
  };
}

interface NewPasskey {
  readonly rp: { readonly id: string; readonly name: string };
  readonly user: { readonly handle: Buffer; readonly name: string; readonly displayName: string };
  readonly challenge: string;
  readonly excluded: readonly NamedCredential[];
}

/** The options of `navigator.credentials.create`, for `PublicKeyCredential.parseCreationOptionsFromJSON`. */
export function creationOptions({ rp, user, challenge, excluded }: NewPasskey): PublicKeyCredentialCreationOptionsJSON {
  return {
    rp: { id: rp.id, name: rp.name },
    user: { id: user.handle.toString('base64url'), name: user.name, displayName: user.displayName },
    challenge,
    pubKeyCredParams: ALGORITHMS.map((alg) => ({ type: 'public-key', alg })),
    timeout: TIMEOUT_MS,
    excludeCredentials: excluded.map(descriptorOf),
    authenticatorSelection: {
      // Security keys without free storage are accepted as well, because they can sign in with a name.
      residentKey: 'preferred',
      // Every sign-in requires user verification, so a passkey without it could not be used.
      userVerification: 'required',
    },
    attestation: 'none',
  };
}

function descriptorOf({ credentialId, transports }: NamedCredential): Descriptor {
  return {
    id: credentialId.toString('base64url'),
    type: 'public-key',
    ...(transports.length > 0 && { transports: transports as Descriptor['transports'] }),
  };
}

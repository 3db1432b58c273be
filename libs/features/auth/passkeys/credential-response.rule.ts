import type { AuthenticationResponseJSON, RegistrationResponseJSON } from '@simplewebauthn/server';
import { knownTransports } from './transports.rule';

type Json = Readonly<Record<string, unknown>>;

/** Well above the length of every field, because no attestation certificates are requested. */
const MAX_LENGTH = 8192;
const BASE64URL = /^[A-Za-z0-9_-]+$/;
const MAX_ID_BYTES = 1023;

/** Reads `toJSON()` of a credential from `navigator.credentials.get`. Returns undefined for invalid input. */
export function readAssertion(value: Json): AuthenticationResponseJSON | undefined {
  const [id, response] = partsOf(value);
  const clientDataJSON = textOf(response?.clientDataJSON);
  const authenticatorData = textOf(response?.authenticatorData);
  const signature = textOf(response?.signature);
  const userHandle = textOf(response?.userHandle);
  if (id === undefined || !clientDataJSON || !authenticatorData || !signature) return undefined;
  return {
    ...credentialFields(id),
    response: { clientDataJSON, authenticatorData, signature, ...(userHandle !== undefined && { userHandle }) },
  };
}

/** Reads `toJSON()` of a credential from `navigator.credentials.create`. Returns undefined for invalid input. */
export function readRegistration(value: Json): RegistrationResponseJSON | undefined {
  const [id, response] = partsOf(value);
  const clientDataJSON = textOf(response?.clientDataJSON);
  const attestationObject = textOf(response?.attestationObject);
  if (id === undefined || !clientDataJSON || !attestationObject) return undefined;
  const transports = knownTransports(response?.transports) as RegistrationResponseJSON['response']['transports'];
  return { ...credentialFields(id), response: { clientDataJSON, attestationObject, transports } };
}

function partsOf({ id, rawId, type, response }: Json): [string | undefined, Json | undefined] {
  const isValid = type === 'public-key' && rawId === id;
  return [isValid ? idOf(id) : undefined, typeof response === 'object' && response ? (response as Json) : undefined];
}

function credentialFields(id: string) {
  return { id, rawId: id, type: 'public-key' as const, clientExtensionResults: {} };
}

/** Accepts only the canonical base64url encoding, so that each credential has exactly one ID. */
function idOf(value: unknown): string | undefined {
  const text = textOf(value);
  if (text === undefined) return undefined;
  const bytes = Buffer.from(text, 'base64url');
  return bytes.length <= MAX_ID_BYTES && bytes.toString('base64url') === text ? text : undefined;
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value.length <= MAX_LENGTH && BASE64URL.test(value) ? value : undefined;
}

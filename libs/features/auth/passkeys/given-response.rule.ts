import type { AuthenticationResponseJSON, RegistrationResponseJSON } from '@simplewebauthn/server';
import { knownTransports } from './transports.rule';

type Json = Readonly<Record<string, unknown>>;

/** Far more than any of these needs where no certificates are asked for. */
const LONGEST = 8192;
const BASE64URL = /^[A-Za-z0-9_-]+$/;
const MAX_ID_BYTES = 1023;

/** What `toJSON()` of a credential of `navigator.credentials.get` says, as far as it matters; undefined for anything else. */
export function readAssertion(given: Json): AuthenticationResponseJSON | undefined {
  const [id, response] = partsOf(given);
  const clientDataJSON = textOf(response?.clientDataJSON);
  const authenticatorData = textOf(response?.authenticatorData);
  const signature = textOf(response?.signature);
  const userHandle = textOf(response?.userHandle);
  if (id === undefined || !clientDataJSON || !authenticatorData || !signature) return undefined;
  return {
    ...whole(id),
    response: { clientDataJSON, authenticatorData, signature, ...(userHandle !== undefined && { userHandle }) },
  };
}

/** The same of `navigator.credentials.create`. */
export function readRegistration(given: Json): RegistrationResponseJSON | undefined {
  const [id, response] = partsOf(given);
  const clientDataJSON = textOf(response?.clientDataJSON);
  const attestationObject = textOf(response?.attestationObject);
  if (id === undefined || !clientDataJSON || !attestationObject) return undefined;
  const transports = knownTransports(response?.transports) as RegistrationResponseJSON['response']['transports'];
  return { ...whole(id), response: { clientDataJSON, attestationObject, transports } };
}

function partsOf({ id, rawId, type, response }: Json): [string | undefined, Json | undefined] {
  const isWhole = type === 'public-key' && rawId === id;
  return [isWhole ? idOf(id) : undefined, typeof response === 'object' && response ? (response as Json) : undefined];
}

function whole(id: string) {
  return { id, rawId: id, type: 'public-key' as const, clientExtensionResults: {} };
}

/** One spelling for each id: what is found by it must not be found by another. */
function idOf(given: unknown): string | undefined {
  const text = textOf(given);
  if (text === undefined) return undefined;
  const bytes = Buffer.from(text, 'base64url');
  return bytes.length <= MAX_ID_BYTES && bytes.toString('base64url') === text ? text : undefined;
}

function textOf(given: unknown): string | undefined {
  return typeof given === 'string' && given.length <= LONGEST && BASE64URL.test(given) ? given : undefined;
}

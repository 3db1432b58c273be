import {
  createHash,
  createPrivateKey,
  generateKeyPairSync,
  randomBytes,
  sign,
  X509Certificate,
  type KeyObject,
} from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type {
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
} from '@simplewebauthn/server';

type Algorithm = 'ES256' | 'EdDSA' | 'RS256';
type Cbor = number | string | Uint8Array | readonly Cbor[] | CborMap;
type CborMap = ReadonlyMap<number | string, Cbor>;
type Attestation = 'none' | 'self' | 'invalid self' | 'certificates';

interface HeldKey {
  readonly id: Buffer;
  readonly rpId: string;
  readonly userHandle: string;
  readonly privateKey: KeyObject;
  readonly algorithm: Algorithm;
}

/** How an authenticator, or the page that uses it, can misbehave. */
export interface Misbehaviour {
  readonly origin?: string;
  readonly rpId?: string;
  readonly challenge?: string;
  readonly type?: string;
  readonly userVerified?: boolean;
  readonly userPresent?: boolean;
  readonly counter?: number;
  readonly userHandle?: string | null;
  readonly credentialId?: Buffer;
  readonly algorithm?: Algorithm;
  readonly corruptSignature?: boolean;
  /** The attestation of a new key. */
  readonly attestation?: Attestation;
}

const FLAG = { present: 0x01, verified: 0x04, mayBeBackedUp: 0x08, isBackedUp: 0x10, hasKey: 0x40 };

/** Passkeys without a device: returns what `toJSON()` of a browser's credential returns, signed with real keys. */
export class SoftwareAuthenticator {
  private readonly keys: HeldKey[] = [];
  private count = 0;

  /** With `counts` it increases its counter, as security keys do; synced passkeys always report 0. */
  constructor(
    private readonly origin: string,
    private readonly counts = false,
  ) {}

  create(options: PublicKeyCredentialCreationOptionsJSON, wrong: Misbehaviour = {}) {
    const algorithm = wrong.algorithm ?? 'ES256';
    const { privateKey, publicKey } = newKeys(algorithm);
    const id = wrong.credentialId ?? randomBytes(20);
    const { id: rpId = '' } = options.rp;
    this.keys.unshift({ id, rpId, userHandle: options.user.id, privateKey, algorithm });
    const attested = Buffer.concat([Buffer.alloc(16), lengthOf(id), id, cbor(coseOf(algorithm, publicKey))]);
    const authData = Buffer.concat([this.authenticatorData(rpId, FLAG.hasKey, wrong), attested]);
    const clientDataJSON = this.clientData('webauthn.create', options.challenge, wrong);
    const key = { id, rpId, privateKey, publicKey, authData, clientHash: hashOfClient(clientDataJSON) };
    const attestationObject = cbor(attestationOf(wrong.attestation ?? 'none', key)).toString('base64url');
    return credentialOf(id, {
      clientDataJSON,
      attestationObject,
      transports: ['internal', 'hybrid'],
    });
  }

  /** Signs with the newest of its allowed keys. */
  get(options: PublicKeyCredentialRequestOptionsJSON, wrong: Misbehaviour = {}) {
    const { allowCredentials = [], rpId = '', challenge } = options;
    const isAllowed = ({ id }: HeldKey) =>
      allowCredentials.length === 0 || allowCredentials.some((one) => one.id === id.toString('base64url'));
    const key = this.keys.find((one) => one.rpId === rpId && isAllowed(one));
    if (!key) throw new Error('This authenticator has no allowed key.');
    const authenticatorData = this.authenticatorData(rpId, 0, wrong);
    const clientDataJSON = this.clientData('webauthn.get', challenge, wrong);
    const signed = Buffer.concat([authenticatorData, hashOfClient(clientDataJSON)]);
    const signature = sign(key.algorithm === 'EdDSA' ? null : 'sha256', signed, key.privateKey);
    if (wrong.corruptSignature) signature[signature.length - 1] = (signature.at(-1) as number) ^ 1;
    const userHandle = wrong.userHandle === undefined ? key.userHandle : wrong.userHandle;
    return credentialOf(wrong.credentialId ?? key.id, {
      clientDataJSON,
      authenticatorData: authenticatorData.toString('base64url'),
      signature: signature.toString('base64url'),
      ...(userHandle !== null && { userHandle }),
    });
  }

  private clientData(type: string, challenge: string, wrong: Misbehaviour): string {
    const clientData = {
      type,
      challenge,
      origin: this.origin,
      crossOrigin: false,
      ...only(wrong, ['type', 'challenge', 'origin']),
    };
    return Buffer.from(JSON.stringify(clientData)).toString('base64url');
  }

  private authenticatorData(rpId: string, more: number, wrong: Misbehaviour): Buffer {
    const { userVerified = true, userPresent = true } = wrong;
    if (this.counts) this.count++;
    const counter = Buffer.alloc(4);
    counter.writeUInt32BE(wrong.counter ?? this.count);
    const kept = this.counts ? 0 : FLAG.mayBeBackedUp | FLAG.isBackedUp;
    const flags = (userPresent ? FLAG.present : 0) | (userVerified ? FLAG.verified : 0) | kept | more;
    return Buffer.concat([sha256(wrong.rpId ?? rpId), Buffer.from([flags]), counter]);
  }
}

function credentialOf<T extends object>(id: Buffer, response: T) {
  const text = id.toString('base64url');
  return { id: text, rawId: text, type: 'public-key', response, clientExtensionResults: {} };
}

function newKeys(algorithm: Algorithm): { privateKey: KeyObject; publicKey: KeyObject } {
  if (algorithm === 'ES256') return generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return algorithm === 'EdDSA' ? generateKeyPairSync('ed25519') : generateKeyPairSync('rsa', { modulusLength: 2048 });
}

interface NewKey {
  readonly id: Buffer;
  readonly rpId: string;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
  readonly authData: Buffer;
  readonly clientHash: Buffer;
}

function attestationOf(kind: Attestation, key: NewKey): CborMap {
  const { authData } = key;
  const whole = (format: string, statement: Record<string, Cbor>): CborMap =>
    new Map<string, Cbor>([
      ['fmt', format],
      ['attStmt', new Map(Object.entries(statement))],
      ['authData', authData],
    ]);
  if (kind === 'none') return whole('none', {});
  if (kind === 'certificates') return whole('fido-u2f', certified(key));
  const sig = sign('sha256', Buffer.concat([authData, key.clientHash]), key.privateKey);
  return whole('packed', { alg: -7, sig: kind === 'self' ? sig : sig.subarray().fill(1, 10, 20) });
}

/** The attestation of early security keys: a certificate that many keys of a maker share. */
function certified({ id, rpId, publicKey, clientHash }: NewKey): Record<string, Cbor> {
  const { x = '', y = '' } = publicKey.export({ format: 'jwk' });
  const point = Buffer.concat([Buffer.from([4]), Buffer.from(x, 'base64url'), Buffer.from(y, 'base64url')]);
  const signed = Buffer.concat([Buffer.from([0]), sha256(rpId), clientHash, id, point]);
  const read = (name: string) => readFileSync(join(__dirname, 'certificates', name));
  const certificate = new X509Certificate(read('mail-server.pem'));
  return { x5c: [certificate.raw], sig: sign('sha256', signed, createPrivateKey(read('mail-server.key'))) };
}

/** RFC 9053: the key type, the algorithm and the numbers of the key. */
function coseOf(algorithm: Algorithm, publicKey: KeyObject): CborMap {
  const jwk = publicKey.export({ format: 'jwk' });
  const [x, y, n, e] = [jwk.x, jwk.y, jwk.n, jwk.e].map((text) => Buffer.from(text ?? '', 'base64url')) as [
    Buffer,
    Buffer,
    Buffer,
    Buffer,
  ];
  const numbers = {
    ES256: { 1: 2, 3: -7, [-1]: 1, [-2]: x, [-3]: y },
    EdDSA: { 1: 1, 3: -8, [-1]: 6, [-2]: x },
    RS256: { 1: 3, 3: -257, [-1]: n, [-2]: e },
  };
  return new Map(Object.entries<Cbor>(numbers[algorithm]).map(([name, value]) => [Number(name), value]));
}

/** The part of CBOR (RFC 8949) that the values above need. */
function cbor(value: Cbor): Buffer {
  if (typeof value === 'number') return value < 0 ? head(1, -1 - value) : head(0, value);
  if (typeof value === 'string') return Buffer.concat([head(3, Buffer.byteLength(value)), Buffer.from(value)]);
  if (value instanceof Uint8Array) return Buffer.concat([head(2, value.length), value]);
  if (value instanceof Map) {
    const entries = [...(value as CborMap)].flatMap(([name, one]) => [cbor(name), cbor(one)]);
    return Buffer.concat([head(5, value.size), ...entries]);
  }
  const list = value as readonly Cbor[];
  return Buffer.concat([head(4, list.length), ...list.map(cbor)]);
}

function head(major: number, size: number): Buffer {
  const kind = major << 5;
  if (size < 24) return Buffer.from([kind | size]);
  return size < 256 ? Buffer.from([kind | 24, size]) : Buffer.from([kind | 25, size >> 8, size & 255]);
}

function lengthOf(bytes: Buffer): Buffer {
  return Buffer.from([bytes.length >> 8, bytes.length & 255]);
}

function hashOfClient(clientDataJSON: string): Buffer {
  return sha256(Buffer.from(clientDataJSON, 'base64url'));
}

function sha256(data: string | Buffer): Buffer {
  return createHash('sha256').update(data).digest();
}

function only(wrong: Misbehaviour, names: readonly (keyof Misbehaviour)[]): object {
  return Object.fromEntries(names.flatMap((name) => (wrong[name] === undefined ? [] : [[name, wrong[name]]])));
}

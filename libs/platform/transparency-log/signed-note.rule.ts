import { createPublicKey, hash, sign, verify, type KeyObject } from 'node:crypto';
import { fromBase64 } from './base64.rule';

/** The kinds of Ed25519 signatures in C2SP signed-note: of a log, and of a witness with the time of its signature. */
export const SIGNATURE_TYPES = { log: 1, witness: 4 } as const;
export type SignatureType = keyof typeof SIGNATURE_TYPES;

/** A key that verifies signatures of notes. */
export interface VerifierKey {
  readonly name: string;
  readonly type: SignatureType;
  readonly publicKey: KeyObject;
}

export interface SignerKey extends VerifierKey {
  readonly privateKey: KeyObject;
}

export interface SignedNote {
  /** Ends with a newline. */
  readonly text: string;
  readonly signatures: readonly NoteSignature[];
}

export interface NoteSignature {
  readonly name: string;
  readonly keyId: number;
  readonly signature: Buffer;
}

export interface VerifiedSignature {
  readonly key: VerifierKey;
  /** In seconds since 1970; only witnesses state it. */
  readonly signedAt: number | undefined;
}

const NAME = /^[^\s+]+$/u;
const CONTROLS = /[\u0000-\u0009\u000b-\u001f]/;
const SIGNATURE_LINE = /^— (\S+) ([A-Za-z0-9+/]+={0,2})$/u;
const MAX_BYTES = 1_000_000;
const MAX_SIGNATURES = 100;
const KEY_BYTES = 32;
const ID_BYTES = 4;
const TIME_BYTES = 8;

export function keyIdOf({ name, type, publicKey }: VerifierKey): number {
  const bytes = Buffer.concat([Buffer.from(`${name}\n`), Buffer.of(SIGNATURE_TYPES[type]), rawKey(publicKey)]);
  return hash('sha256', bytes, 'buffer').readUInt32BE();
}

/** For example `example.com/log+4a3d6be1+AaE…`. */
export function verifierKeyText(key: VerifierKey): string {
  const id = keyIdOf(key)
    .toString(16)
    .padStart(2 * ID_BYTES, '0');
  const bytes = Buffer.concat([Buffer.of(SIGNATURE_TYPES[key.type]), rawKey(key.publicKey)]);
  return `${key.name}+${id}+${bytes.toString('base64')}`;
}

/** Returns undefined if the text is no verifier key of a known type, or its parts do not belong together. */
export function parseVerifierKey(text: string): VerifierKey | undefined {
  const [name = '', , ...rest] = text.split('+');
  const bytes = Buffer.from(rest.join('+'), 'base64');
  const type = (Object.keys(SIGNATURE_TYPES) as SignatureType[]).find((one) => SIGNATURE_TYPES[one] === bytes[0]);
  if (!NAME.test(name) || !type || bytes.length !== 1 + KEY_BYTES) return undefined;
  const jwk = { kty: 'OKP', crv: 'Ed25519', x: bytes.subarray(1).toString('base64url') };
  const key = { name, type, publicKey: createPublicKey({ key: jwk, format: 'jwk' }) };
  return verifierKeyText(key) === text ? key : undefined;
}

/** `now` is the time of the signature, in seconds since 1970, which witnesses state. */
export function signatureLine(text: string, key: SignerKey, now: number): string {
  if (!NAME.test(key.name)) throw new Error(`${key.name} cannot be the name of a key.`);
  const time = Buffer.alloc(key.type === 'witness' ? TIME_BYTES : 0);
  if (time.length > 0) time.writeBigUInt64BE(BigInt(now));
  const signature = sign(null, signedBytes(text, key.type, BigInt(now)), key.privateKey);
  return lineOf({ name: key.name, keyId: keyIdOf(key), signature: Buffer.concat([time, signature]) });
}

export function noteOf(text: string, signatureLines: readonly string[]): string {
  if (!text.endsWith('\n') || CONTROLS.test(text)) throw new Error('This text cannot be signed as a note.');
  return `${text}\n${signatureLines.join('')}`;
}

/** Returns undefined if the bytes are no signed note. Does not verify any signature. */
export function parseNote(bytes: Uint8Array): SignedNote | undefined {
  if (bytes.length > MAX_BYTES) return undefined;
  const note = Buffer.from(bytes).toString();
  const end = note.lastIndexOf('\n\n');
  if (end < 0 || !note.endsWith('\n') || CONTROLS.test(note) || !Buffer.from(note).equals(bytes)) return undefined;
  const lines = note.slice(end + 2, -1).split('\n');
  const signatures = lines.map(parseSignature);
  if (lines.length > MAX_SIGNATURES || signatures.includes(undefined)) return undefined;
  return { text: note.slice(0, end + 1), signatures: signatures.filter((one) => one !== undefined) };
}

/** The signatures of these keys; undefined if one of them is wrong. Signatures of other keys are ignored. */
export function verifySignatures(note: SignedNote, keys: readonly VerifierKey[]): VerifiedSignature[] | undefined {
  const verified = note.signatures.flatMap((signature) => {
    const key = keys.find((one) => isOf(signature, one));
    return key ? [verifySignature(note.text, signature, key)] : [];
  });
  return verified.includes(undefined) ? undefined : verified.filter((one) => one !== undefined);
}

/** The lines of a note with the signatures of these keys. Does not verify them. */
export function signatureLinesOf(note: SignedNote, keys: readonly VerifierKey[]): string[] {
  return note.signatures.filter((signature) => keys.some((key) => isOf(signature, key))).map(lineOf);
}

function isOf({ name, keyId }: NoteSignature, key: VerifierKey): boolean {
  return key.name === name && keyIdOf(key) === keyId;
}

function verifySignature(
  text: string,
  { signature: bytes }: NoteSignature,
  key: VerifierKey,
): VerifiedSignature | undefined {
  const isTimed = key.type === 'witness';
  const start = isTimed ? TIME_BYTES : 0;
  if (bytes.length <= start) return undefined;
  const time = isTimed ? bytes.readBigUInt64BE() : 0n;
  if (!verify(null, signedBytes(text, key.type, time), key.publicKey, bytes.subarray(start))) return undefined;
  return { key, signedAt: isTimed ? Number(time) : undefined };
}

/** A witness also signs the time, after a header that no log signs. */
function signedBytes(text: string, type: SignatureType, time: bigint): Buffer {
  return Buffer.from(type === 'witness' ? `cosignature/v1\ntime ${time}\n${text}` : text);
}

function lineOf({ name, keyId, signature }: NoteSignature): string {
  const id = Buffer.alloc(ID_BYTES);
  id.writeUInt32BE(keyId);
  return `— ${name} ${Buffer.concat([id, signature]).toString('base64')}\n`;
}

function parseSignature(line: string): NoteSignature | undefined {
  const [, name = '', base64 = ''] = SIGNATURE_LINE.exec(line) ?? [];
  const bytes = fromBase64(base64);
  if (!NAME.test(name) || !bytes || bytes.length <= ID_BYTES) return undefined;
  return { name, keyId: bytes.readUInt32BE(), signature: bytes.subarray(ID_BYTES) };
}

function rawKey(key: KeyObject): Buffer {
  return Buffer.from(key.export({ format: 'jwk' }).x ?? '', 'base64url');
}

import { isSignature, isSignatureValid } from '@platform/signed-documents/signature.rule';
import { isId } from '@platform/ids/ids';
import { isJsonObject } from '@platform/text/json-object.rule';
import { LIMITS } from '../archive/archive-limits.rule';
import type { ArchiveReader } from '../archive/archive-reader';
import { BrokenArchive } from '../archive/broken-archive';
import { FORMAT, FORMAT_VERSION, MANIFEST, SIGNATURE, type Manifest, type ManifestEntry } from '../archive/manifest';
import type { TrustedKey } from './trusted-keys';

const MAX_SIGNATURE_BYTES = 64 * 1024;
const ROLES = new Set<unknown>(['records', 'schema', 'file', 'summary']);

export interface SignedManifest {
  readonly manifest: Manifest;
  readonly keyId: string;
}

/** Reads the manifest only after its signature was verified. */
export async function readManifest(
  archive: ArchiveReader,
  trusted: readonly TrustedKey[] | undefined,
): Promise<SignedManifest> {
  const bytes = await archive.readAll(MANIFEST, LIMITS.manifestBytes);
  const signature = jsonIn(SIGNATURE, await archive.readAll(SIGNATURE, MAX_SIGNATURE_BYTES));
  if (!isSignature(signature) || !isSignatureValid('export', bytes, signature))
    throw new BrokenArchive(SIGNATURE, 'it is not the signature of the manifest');
  const { keyId, publicKey } = signature;
  if (trusted && !trusted.some((key) => key.publicKey === publicKey))
    throw new BrokenArchive(SIGNATURE, `it was made with the key ${keyId}, which is not one of your installation`);
  const manifest = jsonIn(MANIFEST, bytes);
  if (!isManifest(manifest)) throw new BrokenArchive(MANIFEST, 'it has another format than this version can read');
  return { manifest, keyId };
}

export function jsonIn(path: string, bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8')) as unknown;
  } catch {
    throw new BrokenArchive(path, 'it is not JSON');
  }
}

function isManifest(value: unknown): value is Manifest {
  if (!isJsonObject(value)) return false;
  const { format, formatVersion, userId, exportId, createdAt, entries } = value;
  const isKnown = format === FORMAT && formatVersion === FORMAT_VERSION && typeof createdAt === 'string';
  return isKnown && isId(userId) && isId(exportId) && Array.isArray(entries) && entries.every(isEntry);
}

function isEntry(value: unknown): value is ManifestEntry {
  if (!isJsonObject(value)) return false;
  const { path, role, bytes, sha256, provider, kind, records, file } = value;
  const isNamed = role === 'summary' || (typeof provider === 'string' && typeof kind === 'string');
  const isCounted = role !== 'records' || Number.isSafeInteger(records);
  const isListed = typeof path === 'string' && Number.isSafeInteger(bytes) && typeof sha256 === 'string';
  return ROLES.has(role) && isNamed && isCounted && isListed && (role !== 'file' || typeof file === 'string');
}

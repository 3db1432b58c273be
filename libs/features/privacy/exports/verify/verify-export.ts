import { Measured } from '@platform/files/measured';
import { counted } from '@platform/text/counted.rule';
import type { ArchiveReader } from '../archive/archive-reader';
import { BrokenArchive } from '../archive/broken-archive';
import type { RecordSchema } from '../archive/inferred-schema.rule';
import { MANIFEST, SIGNATURE, type Manifest, type ManifestEntry } from '../archive/manifest';
import { recordsIn } from '../archive/record-lines';
import { schemaFault, valueFault } from '../archive/schema-check.rule';
import type { TrustedKey } from './trusted-keys';
import { jsonIn, readManifest } from './verified-manifest';

const MAX_SCHEMA_BYTES = 16 * 1024 * 1024;

export interface VerifiedExport {
  readonly manifest: Manifest;
  /** The key that signed the export. Without trusted keys, anyone can have made it. */
  readonly keyId: string;
  readonly records: number;
  readonly files: number;
}

/** Verifies an export offline. Throws `BrokenArchive` with the first entry that does not match the signed manifest. */
export async function verifyExport(
  archive: ArchiveReader,
  trusted: readonly TrustedKey[] | undefined,
): Promise<VerifiedExport> {
  const { manifest, keyId } = await readManifest(archive, trusted);
  checkCompleteness(archive.paths(), manifest);
  for (const entry of manifest.entries) {
    if (entry.role === 'records') await verifyRecords(archive, entry, manifest);
    else await verifyBytes(archive, entry);
  }
  const records = manifest.entries.reduce((sum, entry) => sum + (entry.records ?? 0), 0);
  return { manifest, keyId, records, files: manifest.entries.filter(({ role }) => role === 'file').length };
}

function checkCompleteness(paths: readonly string[], { entries }: Manifest): void {
  const listed = new Set<string>([MANIFEST, SIGNATURE]);
  for (const { path } of entries) {
    if (listed.has(path)) throw new BrokenArchive(MANIFEST, `it lists ${path} twice`);
    listed.add(path);
  }
  const present = new Set(paths);
  const missing = entries.find(({ path }) => !present.has(path));
  if (missing) throw new BrokenArchive(missing.path, 'it is missing');
  const additional = paths.find((path) => !listed.has(path));
  if (additional !== undefined) throw new BrokenArchive(additional, 'the manifest does not list it');
}

async function verifyBytes(archive: ArchiveReader, entry: ManifestEntry): Promise<void> {
  const measured = new Measured(archive.read(entry.path));
  for await (const _ of measured.chunks());
  checkMeasured(entry, measured);
}

async function verifyRecords(archive: ArchiveReader, entry: ManifestEntry, manifest: Manifest): Promise<void> {
  const schema = await schemaOf(archive, entry, manifest);
  const measured = new Measured(archive.read(entry.path));
  let fault: BrokenArchive | undefined;
  let records = 0;
  try {
    for await (const record of recordsIn(measured.chunks(), entry.path)) {
      records++;
      const reason = valueFault(schema, record);
      if (reason) fault ??= new BrokenArchive(entry.path, `record ${records} does not match its schema: ${reason}`);
    }
  } catch (error) {
    // A list that cannot be parsed was changed, which the hash of the whole entry says more clearly.
    await verifyBytes(archive, entry);
    throw error;
  }
  checkMeasured(entry, measured);
  if (fault) throw fault;
  if (records !== entry.records)
    throw new BrokenArchive(entry.path, `it has ${counted(records, 'record')}, not ${counted(entry.records ?? 0)}`);
}

async function schemaOf(archive: ArchiveReader, entry: ManifestEntry, { entries }: Manifest): Promise<RecordSchema> {
  const { provider, kind } = entry;
  const found = entries.find((other) => other.role === 'schema' && other.provider === provider && other.kind === kind);
  if (!found) throw new BrokenArchive(entry.path, 'its schema is missing');
  await verifyBytes(archive, found);
  const schema = jsonIn(found.path, await archive.readAll(found.path, MAX_SCHEMA_BYTES));
  const fault = schemaFault(schema);
  if (fault) throw new BrokenArchive(found.path, fault);
  return schema as RecordSchema;
}

function checkMeasured({ path, bytes, sha256 }: ManifestEntry, measured: Measured): void {
  const found = measured.result();
  if (found.size !== bytes)
    throw new BrokenArchive(path, `it has ${counted(found.size, 'byte')}, not ${counted(bytes)}`);
  if (found.sha256 !== sha256) throw new BrokenArchive(path, 'its content was changed');
}

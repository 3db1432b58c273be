import { generateKeyPairSync } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { ZipFile } from 'yazl';
import { signDocument } from '@platform/signed-documents/signature.rule';
import { jsonOf, sha256, type Entries } from './downloaded-export';

/** Writes an archive with these entries, in their order. */
export async function archiveOf(entries: Entries, { compress = true } = {}): Promise<Buffer> {
  const zip = new ZipFile();
  for (const [path, content] of entries) zip.addBuffer(content, path, { compress });
  zip.end();
  return buffer(zip.outputStream);
}

/** The entries with a changed one, which the manifest does not know. */
export function withEntry(entries: Entries, path: string, content: Buffer | undefined): Entries {
  const changed = new Map(entries);
  if (content) changed.set(path, content);
  else changed.delete(path);
  return changed;
}

/** The entries with a changed manifest that another key has signed. */
export function resigned(entries: Entries, change: (manifest: any) => void): Entries {
  const manifest = jsonOf(entries, 'manifest.json');
  change(manifest);
  const bytes = Buffer.from(JSON.stringify(manifest));
  const signature = signDocument('export', bytes, { id: 'attacker', ...generateKeyPairSync('ed25519') });
  return new Map([...entries, ['manifest.json', bytes], ['manifest.sig.json', Buffer.from(JSON.stringify(signature))]]);
}

/** The entries with changed content that fits the manifest, which another key has signed. */
export function resignedWith(entries: Entries, path: string, content: Buffer): Entries {
  return resigned(withEntry(entries, path, content), (manifest) => {
    const entry = manifest.entries.find((each: { path: string }) => each.path === path);
    Object.assign(entry, { bytes: content.length, sha256: sha256(content) });
  });
}

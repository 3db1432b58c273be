import type { FileStore } from '@platform/files/file-store';
import { fileEntry } from '../archive/file-entries.rule';

const CHUNK_BYTES = 1024 * 1024;

/** Files that were named by a row and removed before they were read. */
export interface MissingFiles {
  count: number;
}

/** The content of files as chunks. Small files share a chunk, and large files take several. */
export async function* fileChunks(
  files: FileStore,
  ids: AsyncIterable<string>,
  missing: MissingFiles,
): AsyncGenerator<{ content: Buffer; items: number }> {
  let entries: Buffer[] = [];
  let bytes = 0;
  let items = 0;
  const take = () => {
    const chunk = { content: Buffer.concat(entries), items };
    entries = [];
    bytes = 0;
    items = 0;
    return chunk;
  };
  const add = (entry: Buffer) => {
    entries.push(entry);
    bytes += entry.length;
  };
  for await (const id of ids) {
    const opened = await files.open(id);
    if (!opened) {
      missing.count++;
      continue;
    }
    add(fileEntry({ kind: 'start', id }));
    for await (const piece of opened.stream as AsyncIterable<Buffer>) {
      add(fileEntry({ kind: 'piece', bytes: piece }));
      if (bytes >= CHUNK_BYTES) yield take();
    }
    add(fileEntry({ kind: 'end' }));
    items++;
    if (bytes >= CHUNK_BYTES) yield take();
  }
  if (entries.length > 0) yield take();
}

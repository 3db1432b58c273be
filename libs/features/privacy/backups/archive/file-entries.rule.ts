/**
 * The files of an archive as a stream of entries: a start, pieces of the content, and an end. Each entry is a byte for
 * its kind, its length, and its content.
 */
export type FileEntry =
  | { readonly kind: 'start'; readonly id: string }
  | { readonly kind: 'piece'; readonly bytes: Buffer }
  | { readonly kind: 'end' };

const KINDS = ['start', 'piece', 'end'] as const;
const HEAD_BYTES = 5;

export function fileEntry(entry: FileEntry): Buffer {
  const content = contentOf(entry);
  const head = Buffer.alloc(HEAD_BYTES);
  head[0] = KINDS.indexOf(entry.kind);
  head.writeUInt32BE(content.length, 1);
  return Buffer.concat([head, content]);
}

export function* readFileEntries(chunk: Buffer): Generator<FileEntry> {
  for (let at = 0; at < chunk.length;) {
    const end = at + HEAD_BYTES + chunk.readUInt32BE(at + 1);
    const content = chunk.subarray(at + HEAD_BYTES, end);
    const kind = KINDS[chunk[at]!];
    if (kind === undefined || end > chunk.length) throw new RangeError('The chunk ends within an entry.');
    if (kind === 'start') yield { kind, id: content.toString('latin1') };
    else if (kind === 'piece') yield { kind, bytes: content };
    else yield { kind };
    at = end;
  }
}

function contentOf(entry: FileEntry): Buffer {
  if (entry.kind === 'start') return Buffer.from(entry.id, 'latin1');
  return entry.kind === 'piece' ? entry.bytes : Buffer.alloc(0);
}

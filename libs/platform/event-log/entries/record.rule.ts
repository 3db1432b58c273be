import { idFromBytes } from '@platform/ids/ids';

/** The fields of a record that are readable without a key. */
export interface ParsedRecord {
  readonly format: number;
  readonly id: string;
  readonly at: string;
  readonly type: string;
  readonly version: number;
  readonly actorKind: string;
  readonly actorId: string | null;
  readonly subjectId: string | null;
  readonly facts: unknown;
}

const PARTS = 15;
const LENGTH_BYTES = 4;

/** Reads the bytes that `recordOf` makes of an entry; undefined if they have another form. */
export function parseRecord(record: Buffer): ParsedRecord | undefined {
  const parts = partsOf(record);
  if (parts?.length !== PARTS) return undefined;
  const [format, id, at, type, version, actorKind, actorId, , , subjectId, , , facts] = parts;
  try {
    return {
      format: (format as Buffer)[0] as number,
      id: idFromBytes(id as Buffer),
      at: String(at),
      type: String(type),
      version: Number(version),
      actorKind: String(actorKind),
      actorId: idOrNull(actorId as Buffer),
      subjectId: idOrNull(subjectId as Buffer),
      facts: JSON.parse(String(facts)),
    };
  } catch {
    return undefined;
  }
}

function partsOf(record: Buffer): Buffer[] | undefined {
  const parts: Buffer[] = [];
  for (let at = 0; at < record.length;) {
    if (at + LENGTH_BYTES > record.length) return undefined;
    const start = at + LENGTH_BYTES;
    at = start + record.readUInt32BE(at);
    if (at > record.length) return undefined;
    parts.push(record.subarray(start, at));
  }
  return parts;
}

function idOrNull(bytes: Buffer): string | null {
  return bytes.length === 0 ? null : idFromBytes(bytes);
}

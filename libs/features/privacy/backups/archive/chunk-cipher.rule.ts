import { createCipheriv, createDecipheriv, createSecretKey, hkdfSync, type KeyObject } from 'node:crypto';

/** What precedes each encrypted chunk, readable so that damage can be located. It is authenticated with the chunk. */
export interface ChunkHead {
  /** The bytes of the encrypted chunk. */
  readonly length: number;
  readonly number: number;
  /** The index of the section in the header of the archive. */
  readonly section: number;
  readonly isLast: boolean;
}

export const HEAD_BYTES = 11;
const TAG_BYTES = 16;

/** Depends on the header, so chunks of one archive do not decrypt in another. */
export function chunkKeyOf(fileKey: Buffer, headerHash: Buffer): KeyObject {
  return createSecretKey(Buffer.from(hkdfSync('sha256', fileKey, headerHash, 'userkeep backup chunks v1', 32)));
}

export function encryptChunk(key: KeyObject, chunk: Omit<ChunkHead, 'length'>, content: Buffer): Buffer {
  const head = headBytes({ ...chunk, length: content.length + TAG_BYTES });
  const cipher = createCipheriv('aes-256-gcm', key, nonceOf(chunk)).setAAD(head);
  return Buffer.concat([head, cipher.update(content), cipher.final(), cipher.getAuthTag()]);
}

/** Returns undefined if the chunk was changed, or is not the one with this number in this archive. */
export function decryptChunk(key: KeyObject, head: Buffer, encrypted: Buffer): Buffer | undefined {
  if (encrypted.length < TAG_BYTES) return undefined;
  const content = encrypted.subarray(0, encrypted.length - TAG_BYTES);
  const decipher = createDecipheriv('aes-256-gcm', key, nonceOf(readHead(head)))
    .setAAD(head)
    .setAuthTag(encrypted.subarray(content.length));
  try {
    return Buffer.concat([decipher.update(content), decipher.final()]);
  } catch {
    return undefined;
  }
}

export function readHead(bytes: Buffer): ChunkHead {
  return {
    length: bytes.readUInt32BE(0),
    number: bytes.readUInt32BE(4),
    section: bytes.readUInt16BE(8),
    isLast: bytes[10] === 1,
  };
}

function headBytes({ length, number, section, isLast }: ChunkHead): Buffer {
  const bytes = Buffer.alloc(HEAD_BYTES);
  bytes.writeUInt32BE(length, 0);
  bytes.writeUInt32BE(number, 4);
  bytes.writeUInt16BE(section, 8);
  bytes[10] = isLast ? 1 : 0;
  return bytes;
}

/** A counter and a flag for the last chunk, so that an archive cannot be shortened to end with another one. */
function nonceOf({ number, isLast }: Pick<ChunkHead, 'number' | 'isLast'>): Buffer {
  const nonce = Buffer.alloc(12);
  nonce.writeUInt32BE(number, 7);
  nonce[11] = isLast ? 1 : 0;
  return nonce;
}

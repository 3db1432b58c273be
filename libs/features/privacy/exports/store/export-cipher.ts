import { createCipheriv, randomBytes } from 'node:crypto';
import { pipeline, type Readable } from 'node:stream';

const ALGORITHM = 'aes-256-ctr';
const KEY_BYTES = 32;
const BLOCK_BYTES = 16;

/**
 * Encrypts one file. Counter mode keeps the size and can start at any position, so ranges can be sent. It does not detect
 * changes; the signature inside the archive does.
 */
export class ExportCipher {
  private constructor(private readonly key: Buffer) {}

  /** The counter starts at zero for each file, so a key must never encrypt two files. */
  static create(): ExportCipher {
    return new ExportCipher(randomBytes(KEY_BYTES));
  }

  static from(key: string): ExportCipher {
    return new ExportCipher(Buffer.from(key, 'base64url'));
  }

  get keyText(): string {
    return this.key.toString('base64url');
  }

  async *encrypt(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    const cipher = this.cipherAt(0);
    for await (const chunk of bytes) yield cipher.update(chunk);
  }

  decrypt(bytes: Readable, start: number): Readable {
    // If one stream is destroyed, so is the other, and the reader of the result gets the error.
    return pipeline(bytes, this.cipherAt(start), () => undefined);
  }

  /** In counter mode, encrypting and decrypting are the same. */
  private cipherAt(start: number) {
    const counter = Buffer.alloc(BLOCK_BYTES);
    counter.writeBigUInt64BE(BigInt(Math.floor(start / BLOCK_BYTES)), BLOCK_BYTES - 8);
    const cipher = createCipheriv(ALGORITHM, this.key, counter);
    cipher.update(Buffer.alloc(start % BLOCK_BYTES));
    return cipher;
  }
}

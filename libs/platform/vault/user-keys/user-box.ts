import type { KeyObject } from 'node:crypto';
import type { Box } from '../sealing/box';
import type { Place } from '../sealing/place';
import { BrokenSeal, decrypt, encrypt } from '../cipher/aes-gcm';
import { placeBytes } from '../sealing/place-bytes.rule';

const VERSION = 1;
const HEADER = Buffer.from([VERSION]);
/**
 * Enough for an address or a name. Longer texts are not cached, because they are rarely read and would use too much
 * memory.
 */
const MAX_CACHED_BYTES = 256;

/** Data sealed for a user without a key could never be decrypted. */
export class UserKeyDestroyed extends Error {
  constructor() {
    super('The key of this user has been destroyed or was never created.');
    this.name = 'UserKeyDestroyed';
  }
}

export class UserBox implements Box {
  /** The value that was opened last, because most requests open the same one again. It is cleared with the key. */
  private last: { readonly place: Place; readonly sealed: Buffer; readonly text: string } | undefined;
  /** The bytes for the last place, because the rows of a list have the same one. */
  private bound: { readonly place: Place; readonly bytes: Buffer } | undefined;

  constructor(
    private readonly userId: Buffer,
    private key: KeyObject | undefined,
  ) {}

  get destroyed(): boolean {
    return this.key === undefined;
  }

  seal(place: Place, text: string): Buffer {
    if (!this.key) throw new UserKeyDestroyed();
    return encrypt(this.key, HEADER, this.boundTo(place), text);
  }

  open(place: Place, sealed: Buffer): string | undefined {
    if (!this.key) return undefined;
    const { last } = this;
    if (last?.place === place && last.sealed.equals(sealed)) return last.text;
    if (sealed[0] !== VERSION) throw new BrokenSeal();
    const text = decrypt(this.key, HEADER.length, this.boundTo(place), sealed).toString('utf8');
    if (sealed.length <= MAX_CACHED_BYTES) this.last = { place, sealed: Buffer.from(sealed), text };
    return text;
  }

  /** Clears the key in place, so that all references to this box stop working. */
  forgetKey(): void {
    this.key = undefined;
    this.last = undefined;
  }

  private boundTo(place: Place): Buffer {
    if (this.bound?.place !== place) this.bound = { place, bytes: Buffer.concat([this.userId, placeBytes(place)]) };
    return this.bound.bytes;
  }
}

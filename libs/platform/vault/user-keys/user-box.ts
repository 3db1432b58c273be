import type { KeyObject } from 'node:crypto';
import type { Box } from '../box';
import type { Place } from '../place';
import { BrokenSeal, decrypt, encrypt } from '../sealing/aes-gcm';
import { placeBytes } from '../sealing/place-bytes.rule';

const VERSION = 1;
const HEADER = Buffer.from([VERSION]);

/** Sealing for a user whose key is gone would write what nobody can ever read. */
export class UserKeyDestroyed extends Error {
  constructor() {
    super('The key of this user has been destroyed or was never created.');
    this.name = 'UserKeyDestroyed';
  }
}

export class UserBox implements Box {
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
    if (sealed[0] !== VERSION) throw new BrokenSeal();
    return decrypt(this.key, HEADER.length, this.boundTo(place), sealed).toString('utf8');
  }

  /** Reaches whoever still holds the box: from here on it opens nothing. */
  forgetKey(): void {
    this.key = undefined;
  }

  private boundTo(place: Place): Buffer {
    return Buffer.concat([this.userId, placeBytes(place)]);
  }
}

import { createHmac } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Keyring } from './keyring/keyring';
import { keyObjectOf } from './keyring/ring-key-object';
import type { Place } from './sealing/place';
import { placeBytes } from './sealing/place-bytes.rule';

export interface BlindIndexEntry {
  readonly keyId: string;
  /** 32 bytes. */
  readonly index: Buffer;
}

/** Finds a sealed value again by a keyed hash of its normalised form. */
@Injectable()
export class BlindIndex {
  constructor(private readonly keyring: Keyring) {}

  /**
   * Returns the index under every live key, the current one first. Store all of them: while a key is being replaced,
   * any two nodes have at least one key in common, so uniqueness holds.
   */
  all(place: Place, normalised: string): readonly BlindIndexEntry[] {
    return this.keyring.live('blind-index').map((key) => ({
      keyId: key.id,
      index: createHmac('sha256', keyObjectOf(key)).update(placeBytes(place)).update(normalised, 'utf8').digest(),
    }));
  }
}

import type { Place } from './place';

/** Encrypts and decrypts with the key of one user. It is synchronous, because the key is in memory. */
export interface Box {
  /** True if the key was destroyed or never created. Then no value can be decrypted, and sealing throws. */
  readonly destroyed: boolean;
  seal(place: Place, text: string): Buffer;
  /** Returns undefined if the key is destroyed. Throws `BrokenSeal` for a value that was changed or moved. */
  open(place: Place, sealed: Buffer): string | undefined;
}

import type { Place } from './place';

/** One user's key in use. Synchronous: the key is already in memory. */
export interface Box {
  /** True once the user's key is gone, or never was: nothing opens any more, and sealing throws. */
  readonly destroyed: boolean;
  seal(place: Place, text: string): Buffer;
  /** Undefined when the key is destroyed. Throws `BrokenSeal` for a value that was changed or moved here. */
  open(place: Place, sealed: Buffer): string | undefined;
}

/** What sealing adds to the UTF-8 bytes of a text: a version, a nonce, a tag. For the length of `SealedColumn`s. */
export const SEAL_OVERHEAD = 1 + 12 + 16;
/** The same for `sealSystem`, which also writes the id of the ring key. */
export const SYSTEM_SEAL_OVERHEAD = SEAL_OVERHEAD + 6;

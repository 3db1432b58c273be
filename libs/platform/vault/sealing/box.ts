import type { Place } from './place';

/** One user's key in use. Synchronous: the key is already in memory. */
export interface Box {
  /** True once the user's key is gone, or never was: nothing opens any more, and sealing throws. */
  readonly destroyed: boolean;
  seal(place: Place, text: string): Buffer;
  /** Undefined when the key is destroyed. Throws `BrokenSeal` for a value that was changed or moved here. */
  open(place: Place, sealed: Buffer): string | undefined;
}

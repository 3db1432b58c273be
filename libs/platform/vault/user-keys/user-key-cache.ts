import type { UserBox } from './user-box';

/**
 * The boxes used last, between half of a number and all of it. Two generations, each only ever filled: whoever is
 * asked for again moves into the young one, and when that is full the old one is dropped as a whole. Moving an entry
 * within one Map at every use would cost more than the use.
 */
export class UserKeyCache {
  private young = new Map<string, UserBox>();
  private old = new Map<string, UserBox>();

  constructor(private readonly limit: number) {}

  get(userId: string): UserBox | undefined {
    const box = this.young.get(userId);
    if (box) return box;
    const older = this.old.get(userId);
    if (older) this.put(userId, older);
    return older;
  }

  put(userId: string, box: UserBox): void {
    if (this.young.size >= this.limit / 2) {
      this.old = this.young;
      this.young = new Map();
    }
    this.young.set(userId, box);
  }

  /** Also empties the box, for whoever is still holding it. */
  destroy(userId: string): void {
    for (const generation of [this.young, this.old]) {
      generation.get(userId)?.forgetKey();
      generation.delete(userId);
    }
  }
}

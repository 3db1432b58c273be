import type { UserId } from '@platform/ids/ids';
import type { UserBox } from './user-box';

/**
 * A cache of the recently used boxes, holding between half of the limit and the limit. It has two generations: used
 * entries move to the young one, and when that is full, the old one is dropped. Moving entries within one Map at every
 * use would cost more.
 */
export class UserKeyCache {
  private young = new Map<string, UserBox>();
  private old = new Map<string, UserBox>();

  constructor(private readonly limit: number) {}

  get(userId: UserId): UserBox | undefined {
    const box = this.young.get(userId);
    if (box) return box;
    const older = this.old.get(userId);
    if (older) this.put(userId, older);
    return older;
  }

  put(userId: UserId, box: UserBox): void {
    if (this.young.size >= this.limit / 2) {
      this.old = this.young;
      this.young = new Map();
    }
    this.young.set(userId, box);
  }

  /** Also clears the key in the box for code that still references it. */
  destroy(userId: UserId): void {
    for (const generation of [this.young, this.old]) {
      generation.get(userId)?.forgetKey();
      generation.delete(userId);
    }
  }
}

import type { UserBox } from './user-box';

/** The boxes used last, up to a number. */
export class UserKeyCache {
  private readonly boxes = new Map<string, UserBox>();

  constructor(private readonly limit: number) {}

  get(userId: string): UserBox | undefined {
    const box = this.boxes.get(userId);
    if (!box) return undefined;
    // A Map keeps the order of insertion, so its first entry is the one that was not used for longest.
    this.boxes.delete(userId);
    this.boxes.set(userId, box);
    return box;
  }

  put(userId: string, box: UserBox): void {
    this.boxes.delete(userId);
    this.boxes.set(userId, box);
    if (this.boxes.size > this.limit) this.boxes.delete(this.boxes.keys().next().value as string);
  }

  /** Also empties the box, for whoever is still holding it. */
  destroy(userId: string): void {
    this.boxes.get(userId)?.forgetKey();
    this.boxes.delete(userId);
  }

  get size(): number {
    return this.boxes.size;
  }
}

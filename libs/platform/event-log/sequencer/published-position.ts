import { Injectable } from '@nestjs/common';

/** The newest position that consumers of this process can read. It increases only after its commit is durable. */
@Injectable()
export class PublishedPosition {
  private current = 0;
  private readonly waiting = new Set<() => void>();
  private readonly dropping = new Set<() => void>();

  get value(): number {
    return this.current;
  }

  advance(position: number): void {
    if (position <= this.current) return;
    this.current = position;
    for (const wake of this.waiting) wake();
  }

  /** The positions after this one have been lost, and are given to other events. */
  startAgain(position: number): void {
    this.current = position;
    for (const drop of this.dropping) drop();
  }

  /** Resolves to false if this process does not publish the position in time. */
  async reaches(position: number, withinMs: number): Promise<boolean> {
    if (this.current >= position) return true;
    return new Promise((resolve) => {
      const end = (hasReached: boolean) => {
        clearTimeout(timer);
        this.waiting.delete(look);
        resolve(hasReached);
      };
      const look = () => {
        if (this.current >= position) end(true);
      };
      const timer = setTimeout(() => end(false), withinMs);
      this.waiting.add(look);
    });
  }

  onAdvance(wake: () => void): void {
    this.waiting.add(wake);
  }

  /** Calls the function when positions have been lost. */
  onLoss(drop: () => void): void {
    this.dropping.add(drop);
  }
}

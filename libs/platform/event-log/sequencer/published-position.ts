import { Injectable } from '@nestjs/common';

/** The newest position that consumers of this process can read. It increases only after its commit is durable. */
@Injectable()
export class PublishedPosition {
  private current = 0;
  private readonly waiting = new Set<() => void>();

  get value(): number {
    return this.current;
  }

  advance(position: number): void {
    if (position <= this.current) return;
    this.current = position;
    for (const wake of this.waiting) wake();
  }

  /** Calls the function after each advance, until the returned function is called. */
  onAdvance(wake: () => void): () => void {
    this.waiting.add(wake);
    return () => this.waiting.delete(wake);
  }
}

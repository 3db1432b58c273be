import { Injectable } from '@nestjs/common';
import type { Sequenced } from './sequence.rule';

const KEPT = 4096;

/** The entries to which this process gave the newest positions, so that its consumers need not read them again. */
@Injectable()
export class RecentEntries {
  private entries: Sequenced[] = [];

  clear(): void {
    this.entries = [];
  }

  add(entries: readonly Sequenced[]): void {
    const [first] = entries;
    if (!first) return;
    // Another process may have assigned positions in between.
    if (this.entries.at(-1)?.position !== first.position - 1) this.entries = [];
    this.entries.push(...entries);
    if (this.entries.length > 2 * KEPT) this.entries = this.entries.slice(-KEPT);
  }

  /** The entries after a position, up to another one; undefined if some of them are unknown. */
  between(after: number, upTo: number): readonly Sequenced[] | undefined {
    const from = after + 1 - (this.entries[0]?.position ?? Infinity);
    if (from < 0 || upTo > (this.entries.at(-1)?.position ?? -1)) return undefined;
    return this.entries.slice(from, from + upTo - after);
  }
}

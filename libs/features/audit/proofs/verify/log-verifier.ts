import { hash, type KeyObject } from 'node:crypto';
import type { LogRecord, UnplacedRecord } from '@platform/event-log/stored/log-records';
import { NumberSet } from '@platform/event-log/stored/number-set';
import { parseRecord } from '@platform/event-log/entries/record.rule';
import { ContentsRemoved, removedRanges } from '@platform/event-log/retention/contents-removed';
import { counted } from '@platform/text/counted.rule';
import { Frontier } from '@platform/transparency-log/frontier.rule';
import type { Finding } from './finding';
import type { Head } from './heads';
import type { SignedLeaves } from './signed-leaves';

export interface LogReport {
  readonly entries: number;
  readonly root: Buffer;
  /** Entries whose contents were removed after their retention. */
  readonly contentsRemoved: number;
  /** Entries that have no position yet. */
  readonly pending: number;
  /** The checkpoints that have the root of the log. */
  readonly confirmed: readonly Head[];
  /** Sorted by position. Empty if the log is as it was signed. */
  readonly findings: readonly Finding[];
}

const LEAF = Buffer.of(0);
const MARK = Buffer.from(ContentsRemoved.type);
/** The maximum number of findings of each kind, because one change can make all later entries differ. */
const MAX_FINDINGS = 100;

/** Compares a log, entry by entry, with the hashes that were stored with it and with checkpoints that were kept elsewhere. */
export class LogVerifier {
  private readonly findings: Finding[] = [];
  private readonly tree = new Frontier();
  private readonly without = new NumberSet();
  private readonly removed: [first: number, last: number][] = [];
  private readonly confirmed: Head[] = [];
  private readonly heads: Head[];
  private nextHead = 0;
  private expected = 1;
  private hasGap = false;
  private pending = 0;

  constructor(
    heads: readonly Head[],
    /** The public keys of the log. Without any, records of removed contents count without their signature. */
    private readonly keys: readonly KeyObject[],
    private readonly signed: readonly SignedLeaves[] = [],
  ) {
    // A checkpoint without entries says nothing about the log.
    this.heads = heads.filter(({ size }) => size > 0).sort((one, other) => one.size - other.size);
  }

  async run(records: AsyncIterable<LogRecord>, unplaced: AsyncIterable<UnplacedRecord>): Promise<LogReport> {
    this.findContradictions();
    for await (const record of records) await this.add(record);
    for await (const record of unplaced) this.addUnplaced(record);
    this.checkEnd();
    this.checkRemovals();
    return {
      entries: this.expected - 1,
      root: this.tree.root(),
      contentsRemoved: this.without.count,
      pending: this.pending,
      confirmed: this.confirmed,
      findings: this.sorted(),
    };
  }

  private async add({ position, hash: stored, record }: LogRecord): Promise<void> {
    if (position < this.expected)
      return this.find('doubled', position, `Position ${position} was given to two entries.`);
    if (position > this.expected) {
      this.find('missing', this.expected, missing(this.expected, position - 1), position - 1);
      this.hasGap = true;
    }
    this.expected = position + 1;
    const leaf = record ? hash('sha256', Buffer.concat([LEAF, record]), 'buffer') : stored;
    if (!record) this.without.add(position);
    else if (record.includes(MARK)) this.noteRemoval(record);
    if (!stored)
      this.find('altered', position, `Entry ${position} has lost the hash that was stored with its position.`);
    else if (leaf && !leaf.equals(stored))
      this.find(
        'altered',
        position,
        `Entry ${position} was altered: its contents do not have the hash that was stored with its position.`,
      );
    for (const tiles of this.signed) {
      const signed = await tiles.at(position);
      if (signed && !(leaf?.equals(signed) && stored?.equals(signed)))
        this.find(
          'not-as-signed',
          position,
          `Entry ${position} is not the one that was signed: the tiles in ${tiles.source} have another hash there.`,
        );
    }
    // If only the contents were altered, only they differ from the stored hash.
    const known = stored ?? leaf;
    if (!known) this.hasGap = true;
    if (known && !this.hasGap) this.grow(known);
  }

  private grow(leaf: Buffer): void {
    this.tree.add(leaf);
    for (let head = this.heads[this.nextHead]; head?.size === this.tree.size; head = this.heads[++this.nextHead]) {
      if (head.root.equals(this.tree.root())) this.confirmed.push(head);
      else this.differsFrom(head);
    }
  }

  private differsFrom({ size, source }: Head): void {
    const good = this.confirmed.at(-1)?.size ?? 0;
    const where = good + 1 === size ? `Entry ${size} is` : `An entry between positions ${good + 1} and ${size} is`;
    this.find(
      'not-as-signed',
      good + 1,
      `${where} not the one that was signed: the checkpoint of ${counted(size, 'entry', 'entries')} in ${source} has another root.`,
      size,
    );
  }

  private addUnplaced({ seq, isPending, record }: UnplacedRecord): void {
    if (isPending) {
      this.pending++;
      this.noteRemoval(record);
    } else {
      const { id = 'with unreadable contents', at = 'an unknown time' } = parseRecord(record) ?? {};
      this.find(
        'inserted',
        undefined,
        `The entry ${id} of ${at} was inserted later: number ${seq} had been skipped when positions were assigned.`,
      );
    }
  }

  private noteRemoval(record: Buffer): void {
    const parsed = parseRecord(record);
    if (parsed?.type !== ContentsRemoved.type) return;
    this.removed.push(...removedRanges(parsed.facts, this.keys));
  }

  private checkEnd(): void {
    const last = this.expected - 1;
    for (const { size, source } of this.heads.slice(this.nextHead)) {
      if (size <= last) continue;
      this.find(
        'cut',
        last + 1,
        `The log ends at position ${last}, but the checkpoint of ${counted(size, 'entry', 'entries')} in ${source} was signed. The entries from position ${last + 1} on are missing, unless the log was exported before the checkpoint was signed.`,
        size,
      );
      return;
    }
  }

  private checkRemovals(): void {
    const ranges = this.removed.sort(([one], [other]) => one - other).values();
    let explained = 0;
    let next = ranges.next();
    for (const position of this.without.all()) {
      for (; next.value && next.value[0] <= position; next = ranges.next())
        explained = Math.max(explained, next.value[1]);
      if (position > explained)
        this.find(
          'contents-deleted',
          position,
          `The contents of entry ${position} were deleted: the log has no record of their removal by retention.`,
        );
    }
  }

  private findContradictions(): void {
    for (const [at, head] of this.heads.entries()) {
      const before = this.heads[at - 1];
      if (before?.size === head.size && !before.root.equals(head.root))
        this.find(
          'contradiction',
          1,
          `Two checkpoints of ${counted(head.size, 'entry', 'entries')} were signed with different roots, in ${before.source} and ${head.source}, so different logs were shown to different readers.`,
          head.size,
        );
    }
  }

  private find(kind: Finding['kind'], position: number | undefined, sentence: string, upTo?: number): void {
    if (this.findings.filter((finding) => finding.kind === kind).length >= MAX_FINDINGS) return;
    this.findings.push({ kind, position, sentence, ...(upTo !== undefined && upTo !== position && { upTo }) });
  }

  /** A range is left out if the tiles show the entry exactly. */
  private sorted(): Finding[] {
    const exact = this.findings.filter(({ kind, upTo }) => kind === 'not-as-signed' && upTo === undefined);
    const isExplained = ({ kind, position, upTo }: Finding) =>
      kind === 'not-as-signed' &&
      upTo !== undefined &&
      exact.some((one) => Number(one.position) >= Number(position) && Number(one.position) <= upTo);
    return this.findings
      .filter((finding) => !isExplained(finding))
      .sort((one, other) => (one.position ?? Infinity) - (other.position ?? Infinity));
  }
}

function missing(first: number, last: number): string {
  return first === last ? `Entry ${first} is missing.` : `The entries from position ${first} to ${last} are missing.`;
}

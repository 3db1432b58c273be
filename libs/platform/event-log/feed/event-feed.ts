import { Injectable } from '@nestjs/common';
import type { UserId } from '@platform/ids/ids';
import type { SequencedEvent } from './sequenced-event';
import { EventLogRepository, type EntryOutline, type EventEntry } from '../entries/event-log.repository';
import { PositionRepository, type Placed } from '../positions/position.repository';
import { RecentEntries } from '../sequencer/recent-entries';
import type { WantedTypes } from './wanted-types.rule';
import { PublishedPosition } from '../sequencer/published-position';

/** The events after a position. Positions whose contents were removed are left out. */
export interface FeedPage {
  readonly events: readonly SequencedEvent[];
  /** All events up to this position are in the page. */
  readonly upTo: number;
}

/** The places of wanted events after a position, and whom they concern. */
export interface OutlinePage {
  readonly places: readonly (Placed & { readonly subjects: readonly UserId[] })[];
  /** All wanted events up to this position are in the page. */
  readonly upTo: number;
}

/** A page of another consumer can be used if it covers the same position. Few pages are kept, because they are large. */
const PAGES_KEPT = 4;

/** Reads events by position. Consumers that read the same page share it, because a page never changes. */
@Injectable()
export class EventFeed {
  /** The events that the consumers of this process need; all by default. */
  wanted: WantedTypes | undefined;
  private readonly pages: { readonly after: number; readonly page: Promise<FeedPage> }[] = [];

  constructor(
    private readonly positions: PositionRepository,
    private readonly log: EventLogRepository,
    private readonly published: PublishedPosition,
    private readonly recent: RecentEntries,
  ) {}

  /** Forgets pages, because their positions have been lost. */
  clear(): void {
    this.pages.length = 0;
  }

  async read(after: number, limit: number): Promise<FeedPage> {
    if (after >= this.published.value) return { events: [], upTo: after };
    const known = this.pages.find((page) => page.after === after);
    if (known) return known.page;
    const page = this.load(after, limit);
    const kept = { after, page };
    this.pages.push(kept);
    if (this.pages.length > PAGES_KEPT) this.pages.shift();
    page.catch(() => {
      const at = this.pages.indexOf(kept);
      if (at >= 0) this.pages.splice(at, 1);
    });
    return page;
  }

  /** The places of a subject's events from a position on, up to another one, in order. `first` is one before them. */
  placesOfSubject(subject: UserId | null, first: number, from: number, upTo: number): Promise<Placed[]> {
    return this.positions.ofSubject(subject, first, from, upTo);
  }

  /** For readers that need few of the events: their contents are not loaded. */
  async outline(after: number, limit: number, wanted: WantedTypes): Promise<OutlinePage> {
    const newest = Math.min(after + limit, this.published.value);
    if (after >= newest) return { places: [], upTo: after };
    const recent = this.recent.between(after, newest);
    const placed = recent ?? (await this.positions.after(after, newest, limit));
    const needed = recent ? recent.filter(({ type, version }) => wanted.has(type, version)) : placed;
    const outlines = await this.log.outlinesWithNumbers(
      needed.map(({ seq }) => seq),
      wanted.condition,
    );
    const byNumber = new Map(outlines.map((outline) => [outline.seq, outline]));
    const places = needed.flatMap(({ position, seq }) => {
      const outline = byNumber.get(seq);
      return outline ? [{ position, seq, subjects: subjectsOf(outline) }] : [];
    });
    return { places, upTo: placed.at(-1)?.position ?? after };
  }

  private async load(after: number, limit: number): Promise<FeedPage> {
    const { wanted } = this;
    const recent = this.recent.between(after, Math.min(after + limit, this.published.value));
    const placed = recent ?? (await this.positions.after(after, this.published.value, limit));
    const needed = recent && wanted ? recent.filter(({ type, version }) => wanted.has(type, version)) : placed;
    return { events: await this.eventsAt(needed, wanted?.condition), upTo: placed.at(-1)?.position ?? after };
  }

  async eventsAt(placed: readonly Placed[], condition?: string): Promise<SequencedEvent[]> {
    const entries = await this.log.withNumbers(
      placed.map(({ seq }) => seq),
      condition,
    );
    const byNumber = new Map(entries.map((entry) => [entry.seq, entry]));
    return placed.flatMap(({ position, seq }) => {
      const entry = byNumber.get(seq);
      return entry ? [sequenced(entry, position)] : [];
    });
  }
}

function subjectsOf({ subjectId, otherSubjects }: EntryOutline): UserId[] {
  return [...new Set([...(subjectId === null ? [] : [subjectId]), ...(otherSubjects ?? [])])];
}

function sequenced(entry: EventEntry, position: number): SequencedEvent {
  const { id, type, version, at, subjectId, otherSubjects, facts } = entry;
  return {
    position,
    id,
    type,
    version,
    at,
    subject: subjectId,
    otherSubjects: otherSubjects ?? [],
    facts: JSON.parse(facts) as object,
    entry,
  };
}

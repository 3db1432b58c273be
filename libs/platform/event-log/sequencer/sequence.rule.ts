import { gapsBetween, without, type Range } from './gaps.rule';

export interface Sequence {
  /** The position of the newest sequenced entry; 0 for none. */
  readonly position: number;
  /** The largest number that was seen. */
  readonly highWater: number;
  /** The numbers up to the high-water mark that were not seen. */
  readonly gaps: readonly Range[];
}

/** A row of the log that is not sequenced yet. */
export interface Unsequenced {
  readonly seq: number;
  /** Undefined for a claimed number, which has no event. */
  readonly hash: Buffer | undefined;
  readonly type: string;
  readonly version: number;
}

/** An entry with its position. */
export interface Sequenced {
  readonly position: number;
  readonly seq: number;
  readonly type: string;
  readonly version: number;
}

interface Advance {
  readonly sequence: Sequence;
  readonly runs: readonly Run[];
  readonly entries: readonly Sequenced[];
}

/** From `position` on, the entries with `length` consecutive numbers from `seq` on. */
export interface Run {
  readonly position: number;
  readonly seq: number;
  readonly length: number;
  readonly hashes: Buffer;
}

/**
 * Gives the next positions to the rows, in the order of their numbers. A row that fills a gap comes after all rows that
 * have a position already.
 */
export function advance(sequence: Sequence, rows: readonly Unsequenced[]): Advance {
  const sorted = [...rows].sort((one, other) => one.seq - other.seq);
  const isAbove = ({ seq }: Unsequenced) => seq > sequence.highWater;
  const above = sorted.filter(isAbove).map(({ seq }) => seq);
  const filled = sorted.filter((row) => !isAbove(row)).map(({ seq }) => seq);
  const events = sorted.filter(({ hash }) => hash !== undefined);
  const runs = runsOf(events, sequence.position + 1);
  const last = runs.at(-1);
  return {
    sequence: {
      position: last ? last.position + last.length - 1 : sequence.position,
      highWater: above.at(-1) ?? sequence.highWater,
      gaps: [...without(sequence.gaps, filled), ...gapsBetween(above, sequence.highWater)],
    },
    runs,
    entries: events.map(({ seq, type, version }, at) => ({ position: sequence.position + 1 + at, seq, type, version })),
  };
}

function runsOf(rows: readonly Unsequenced[], first: number): Run[] {
  const groups: Unsequenced[][] = [];
  for (const row of rows) {
    const group = groups.at(-1);
    if (group && (group.at(-1) as Unsequenced).seq + 1 === row.seq) group.push(row);
    else groups.push([row]);
  }
  let position = first;
  return groups.map((group) => {
    const run = {
      position,
      seq: (group[0] as Unsequenced).seq,
      length: group.length,
      hashes: Buffer.concat(group.map(({ hash }) => hash as Buffer)),
    };
    position += group.length;
    return run;
  });
}

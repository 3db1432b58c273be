import type { Chance } from '@test/support/chance';

/** The outcome of one race: one for each contender, and how often the effect happened that may happen once. */
export interface Finish {
  readonly outcomes: readonly (number | string)[];
  readonly effects: number;
}

export interface Tally {
  readonly races: number;
  /** Races whose effect happened more than once. */
  readonly duplicates: number;
  /** Races whose effect did not happen at all. */
  readonly without: number;
  readonly outcomes: Readonly<Record<string, number>>;
}

/** Starts all contenders at once, in a random order, and waits for the last one. */
export async function atOnce<T>(chance: Chance, contenders: readonly (() => Promise<T>)[]): Promise<T[]> {
  return Promise.all(shuffled(chance, contenders).map((start) => start()));
}

/**
 * Runs many races, some of them at the same time so that they also affect each other. A race must draw its random
 * values before it first waits, so that the same seed gives the same contenders.
 */
export async function runRaces(
  races: number,
  concurrency: number,
  one: (race: number, worker: number) => Promise<Finish>,
): Promise<Tally> {
  const outcomes: Record<string, number> = {};
  const tally = { races, duplicates: 0, without: 0, outcomes };
  let next = 0;
  const runWorker = async (worker: number) => {
    while (next < races) {
      const finish = await one(next++, worker);
      if (finish.effects > 1) tally.duplicates++;
      if (finish.effects < 1) tally.without++;
      for (const outcome of finish.outcomes) outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
    }
  };
  await Promise.all(Array.from({ length: concurrency }, (_, worker) => runWorker(worker)));
  return tally;
}

export function shuffled<T>(chance: Chance, things: readonly T[]): T[] {
  const left = [...things];
  return things.map(() => left.splice(chance.below(left.length), 1)[0] as T);
}

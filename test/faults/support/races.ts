import type { Chance } from '@test/support/chance';

/** How one race came out: a word for each contender, and how often its effect is there when one is allowed. */
export interface Finish {
  readonly outcomes: readonly (number | string)[];
  readonly effects: number;
}

export interface Tally {
  readonly races: number;
  /** Races whose effect happened more than once. */
  readonly doubles: number;
  /** Races whose effect did not happen at all. */
  readonly without: number;
  readonly outcomes: Readonly<Record<string, number>>;
}

/** Starts all of them at the same moment, in an order chosen by chance, and waits for the last. */
export async function atOnce<T>(chance: Chance, contenders: readonly (() => Promise<T>)[]): Promise<T[]> {
  return Promise.all(shuffled(chance, contenders).map((start) => start()));
}

/**
 * Runs many races, some of them side by side so that they also disturb each other. A race draws its chances before
 * it first waits; then a seed gives the same contenders again.
 */
export async function runRaces(
  races: number,
  lanes: number,
  one: (race: number, lane: number) => Promise<Finish>,
): Promise<Tally> {
  const outcomes: Record<string, number> = {};
  const tally = { races, doubles: 0, without: 0, outcomes };
  let next = 0;
  const runLane = async (lane: number) => {
    while (next < races) {
      const finish = await one(next++, lane);
      if (finish.effects > 1) tally.doubles++;
      if (finish.effects < 1) tally.without++;
      for (const outcome of finish.outcomes) outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
    }
  };
  await Promise.all(Array.from({ length: lanes }, (_, lane) => runLane(lane)));
  return tally;
}

export function shuffled<T>(chance: Chance, things: readonly T[]): T[] {
  const left = [...things];
  return things.map(() => left.splice(chance.below(left.length), 1)[0] as T);
}

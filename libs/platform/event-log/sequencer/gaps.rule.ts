/** Numbers from `from` to `to`, both included. */
export type Range = readonly [from: number, to: number];

/** The numbers below the high-water mark that have not been seen yet. Their transactions may still be open. */
export function gapsBetween(seen: readonly number[], after: number): Range[] {
  const gaps: Range[] = [];
  let last = after;
  for (const number of seen) {
    if (number > last + 1) gaps.push([last + 1, number - 1]);
    last = number;
  }
  return gaps;
}

/** The ranges without these numbers, which are in ascending order. */
export function without(gaps: readonly Range[], seen: readonly number[]): Range[] {
  return gaps.flatMap(([from, to]) => {
    const inside = seen.filter((number) => number >= from && number <= to);
    if (inside.length === 0) return [[from, to] as Range];
    const last = inside[inside.length - 1] as number;
    const rest: Range[] = last < to ? [[last + 1, to]] : [];
    return [...gapsBetween(inside, from - 1), ...rest];
  });
}

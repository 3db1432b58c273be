import { isDeepStrictEqual } from 'node:util';

/** The values of a namespace, by key. */
export type Values = Readonly<Record<string, unknown>>;

/** The values with those of `base` where a value is absent, at any depth. Lists are not merged. */
export function over(base: Values, values: Values): Values {
  const merged: Record<string, unknown> = { ...base };
  for (const [key, value] of Object.entries(values)) {
    const below = Object.hasOwn(base, key) ? base[key] : undefined;
    merged[key] = isValues(value) && isValues(below) ? over(below, value) : value;
  }
  return merged;
}

export function isValues(value: unknown): value is Values {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The keys whose values differ, in alphabetical order. */
export function changedKeys(before: Values, after: Values): string[] {
  const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...keys].filter((key) => !isDeepStrictEqual(valueAt(before, key), valueAt(after, key))).sort();
}

export function valueAt(values: Values, key: string): unknown {
  return Object.hasOwn(values, key) ? values[key] : undefined;
}

/** Those of the values whose keys meet the condition. */
export function only(values: Values, meets: (key: string) => boolean): Values {
  return Object.fromEntries(Object.entries(values).filter(([key]) => meets(key)));
}

export function depthOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  return 1 + Math.max(0, ...Object.values(value).map(depthOf));
}

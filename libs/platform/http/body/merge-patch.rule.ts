import { isDeepStrictEqual } from 'node:util';

type Json = unknown;

/** RFC 7396. Returns a new value; neither argument is changed. */
export function mergePatch(target: Json, patch: Json): Json {
  if (!isObject(patch)) return patch;
  const merged: Record<string, Json> = isObject(target) ? { ...target } : {};
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) delete merged[name];
    else if (value !== undefined) merged[name] = mergePatch(merged[name], value);
  }
  return merged;
}

/** The merge patch that turns `before` into `after`, in which no object has a null: a merge patch cannot set one. */
export function mergePatchBetween(before: Json, after: Json): Json {
  if (!isObject(after) || !isObject(before)) return after;
  const removed = Object.keys(before).filter((name) => !Object.hasOwn(after, name));
  const changed = Object.keys(after).filter(
    (name) => !Object.hasOwn(before, name) || !isDeepStrictEqual(before[name], after[name]),
  );
  return Object.fromEntries([
    ...removed.map((name) => [name, null]),
    ...changed.map((name) => [
      name,
      Object.hasOwn(before, name) ? mergePatchBetween(before[name], after[name]) : after[name],
    ]),
  ]);
}

function isObject(value: Json): value is Record<string, Json> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

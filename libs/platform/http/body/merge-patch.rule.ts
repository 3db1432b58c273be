import { isDeepStrictEqual } from 'node:util';
import { isJsonObject } from '../../text/json-object.rule';

type Json = unknown;

/** RFC 7396. Returns a new value; neither argument is changed. */
export function mergePatch(target: Json, patch: Json): Json {
  if (!isJsonObject(patch)) return patch;
  const merged: Record<string, Json> = isJsonObject(target) ? { ...target } : {};
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) delete merged[name];
    else if (value !== undefined) merged[name] = mergePatch(merged[name], value);
  }
  return merged;
}

/** The merge patch that turns `before` into `after`, in which no object has a null: a merge patch cannot set one. */
export function mergePatchBetween(before: Json, after: Json): Json {
  if (!isJsonObject(after) || !isJsonObject(before)) return after;
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

/** Those parts of the patched document that the merge patch has set, for callers who cannot read the rest. */
export function partsSetBy(patch: Json, document: Json): Json {
  if (!isJsonObject(patch) || !isJsonObject(document)) return document;
  const names = Object.keys(patch).filter(
    (name) => patch[name] !== null && patch[name] !== undefined && Object.hasOwn(document, name),
  );
  return Object.fromEntries(names.map((name) => [name, partsSetBy(patch[name], document[name])]));
}

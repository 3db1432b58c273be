import { unescaped } from '@platform/json-schema/schema-walk.rule';

/** Returns a copy without the values at these pointers. Only the objects that contain them are copied. */
export function validPart(value: object, pointers: readonly string[]): object {
  return pointers.reduce((copy, pointer) => without(copy, partsOf(pointer)) as object, value);
}

/** Whether a fault is at or below one of these pointers. */
export function isWithin(pointer: string, pointers: readonly string[]): boolean {
  return pointers.some((outer) => pointer === outer || pointer.startsWith(`${outer}/`));
}

function without(value: unknown, [name, ...rest]: readonly string[]): unknown {
  if (typeof value !== 'object' || value === null || name === undefined) return value;
  // A list keeps its length, so that the pointers of later entries stay the same.
  if (Array.isArray(value))
    return value.map((entry: unknown, at) =>
      String(at) === name ? (rest.length > 0 ? without(entry, rest) : undefined) : entry,
    );
  if (!Object.hasOwn(value, name)) return value;
  const { [name]: inner, ...others } = value as Record<string, unknown>;
  return rest.length > 0 ? { ...others, [name]: without(inner, rest) } : others;
}

function partsOf(pointer: string): string[] {
  return pointer.split('/').slice(1).map(unescaped);
}

export type Schema = Readonly<Record<string, unknown>>;

export interface SubSchema {
  readonly pointer: string;
  readonly schema: unknown;
}

/** Returns the direct subschemas of a schema with their pointers. */
export function subSchemas(schema: Schema, pointer: string): SubSchema[] {
  return Object.entries(schema).flatMap(([keyword, value]) => {
    const innerPointer = `${pointer}/${escaped(keyword)}`;
    if (keyword === 'properties' || keyword === '$defs') return inside(value, innerPointer);
    if (keyword === 'items' || keyword === 'not' || keyword === 'additionalProperties')
      return [{ pointer: innerPointer, schema: value }];
    if (keyword === 'allOf' || keyword === 'anyOf' || keyword === 'oneOf')
      return Array.isArray(value) ? inside(value, innerPointer) : [];
    return [];
  });
}

export function isSchemaObject(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Escapes a name for an RFC 6901 pointer. */
export function escaped(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1');
}

/** The inverse of `escaped`. */
export function unescaped(part: string): string {
  return part.replaceAll('~1', '/').replaceAll('~0', '~');
}

function inside(value: unknown, pointer: string): SubSchema[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).map(([name, schema]) => ({
    pointer: `${pointer}/${escaped(name)}`,
    schema: schema as unknown,
  }));
}

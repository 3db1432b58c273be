import { escaped, isSchemaObject, unescaped, type Schema } from './schema-walk.rule';

/** The rules of documents. `access` contains all current and removed properties at the top level. */
interface Rules {
  readonly schema?: Schema | undefined;
  readonly access: Readonly<Record<string, unknown>>;
}

/**
 * The pointer of a value, with `*` for each part that no schema declares as a property. A user can have chosen the names
 * of other members, so they are personal data.
 */
export function declaredPointer({ schema: root = {}, access }: Rules, pointer: string): string {
  let schemas: readonly unknown[] = [root];
  const parts = pointer.split('/').slice(1).map(unescaped);
  return parts
    .map((name, depth) => {
      const applied = appliedSchemas(root, schemas);
      const declaring = applied.filter(
        ({ properties }) => isSchemaObject(properties) && Object.hasOwn(properties, name),
      );
      schemas =
        declaring.length > 0
          ? declaring.map(({ properties }) => (properties as Schema)[name])
          : applied.flatMap(({ items, additionalProperties }) => [items, additionalProperties]);
      const isDeclared = declaring.length > 0 || (depth === 0 && Object.hasOwn(access, name));
      return isDeclared ? `/${escaped(name)}` : '/*';
    })
    .join('');
}

/** The pointer of a fault for a caller other than the user: what the caller has sent stays, the rest as the schema says. */
export function pointerForOthers(rules: Rules, pointer: string, sent: unknown): string {
  const parts = pointer.split('/').slice(1).map(unescaped);
  let value = sent;
  for (const part of parts) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, part))
      return declaredPointer(rules, pointer);
    value = (value as Readonly<Record<string, unknown>>)[part];
  }
  return pointer;
}

/** The schemas, with all that they refer to for the same value. */
function appliedSchemas(root: Schema, schemas: readonly unknown[], found = new Set<Schema>()): readonly Schema[] {
  for (const schema of schemas) {
    if (!isSchemaObject(schema) || found.has(schema)) continue;
    found.add(schema);
    const { $ref, not, allOf, anyOf, oneOf } = schema;
    const referenced =
      typeof $ref === 'string' ? (root.$defs as Schema | undefined)?.[$ref.replace('#/$defs/', '')] : [];
    appliedSchemas(root, [referenced, not, allOf, anyOf, oneOf].flat(), found);
  }
  return [...found];
}

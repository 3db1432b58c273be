import { patternCost } from './linear-pattern';
import { isSchemaObject, subSchemas, type Schema } from './schema-walk.rule';

export const MAX_SCHEMA_BYTES = 64 * 1024;
export const MAX_SCHEMA_DEPTH = 16;
/** The maximum work of one validation: schemas and pattern steps, counted each time that a reference repeats them. */
export const MAX_SCHEMA_WORK = 4_000;

export type SizeFault = 'too-large' | 'circle' | 'dangling';

/** Chained references multiply: eleven definitions with ten references each cause ten billion checks. */
export function sizeFault(schema: Schema): SizeFault | undefined {
  if (Buffer.byteLength(JSON.stringify(schema)) > MAX_SCHEMA_BYTES || depthOf(schema) > MAX_SCHEMA_DEPTH)
    return 'too-large';
  const work = new WorkCounter(isSchemaObject(schema.$defs) ? schema.$defs : {}).of(schema);
  if (typeof work !== 'number') return work;
  return work > MAX_SCHEMA_WORK ? 'too-large' : undefined;
}

class WorkCounter {
  private readonly computed = new Map<string, number | SizeFault>();
  private readonly open = new Set<string>();

  constructor(private readonly definitions: Schema) {}

  of(schema: unknown): number | SizeFault {
    if (!isSchemaObject(schema)) return 1;
    let work = 1 + (typeof schema.pattern === 'string' ? (patternCost(schema.pattern) ?? 0) : 0);
    const parts = subSchemas(schema, '').map((sub) => this.of(sub.schema));
    if (typeof schema.$ref === 'string') parts.push(this.ofDefinition(schema.$ref.slice('#/$defs/'.length)));
    for (const part of parts) {
      if (typeof part !== 'number') return part;
      work += part;
    }
    return work;
  }

  private ofDefinition(name: string): number | SizeFault {
    const computed = this.computed.get(name);
    if (computed !== undefined) return computed;
    if (!Object.hasOwn(this.definitions, name)) return 'dangling';
    if (this.open.has(name)) return 'circle';
    this.open.add(name);
    const work = this.of(this.definitions[name]);
    this.open.delete(name);
    this.computed.set(name, work);
    return work;
  }
}

function depthOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  return 1 + Math.max(0, ...Object.values(value).map(depthOf));
}

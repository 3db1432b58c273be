import { UTC_TIME } from '@platform/text/utc-time.rule';

export type JsonType = 'null' | 'boolean' | 'integer' | 'number' | 'string' | 'array' | 'object';

/** The part of JSON Schema (2020-12) that exports use. */
export interface RecordSchema {
  readonly $schema?: string;
  readonly title?: string;
  readonly description?: string;
  readonly type?: readonly JsonType[];
  readonly format?: 'date-time';
  readonly properties?: Readonly<Record<string, RecordSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: false;
  readonly items?: RecordSchema;
}

export const DIALECT = 'https://json-schema.org/draft/2020-12/schema';

/** Beyond these, a schema says only that the value is an object or a list, so that it stays small. */
const MAX_NODES = 2000;
const MAX_PROPERTIES = 100;
const MAX_DEPTH = 8;

/** Learns the schema of a kind from its records while they pass, so that every record matches it. */
export class InferredSchema {
  private readonly types = new Set<JsonType>();
  private properties: Map<string, { readonly schema: InferredSchema; seen: number }> | undefined = new Map();
  private items: InferredSchema | undefined;
  private objects = 0;
  private areTimes = true;

  constructor(
    private readonly budget = { nodes: MAX_NODES },
    private readonly depth = 0,
  ) {
    budget.nodes--;
  }

  observe(value: unknown): void {
    const type = typeOf(value);
    this.types.add(type);
    if (type === 'string') this.areTimes &&= UTC_TIME.test(value as string);
    if (type === 'array') for (const item of value as unknown[]) this.observeItem(item);
    if (type === 'object') this.observeProperties(value as Record<string, unknown>);
  }

  toJson(descriptions: ReadonlyMap<string, string> = new Map()): RecordSchema {
    return {
      type: [...this.types].filter((type) => type !== 'integer' || !this.types.has('number')).sort(),
      ...(this.types.has('string') && this.areTimes && { format: 'date-time' as const }),
      ...(this.types.has('array') && this.items && { items: this.items.toJson() }),
      ...(this.types.has('object') && this.properties && this.closed(this.properties, descriptions)),
    };
  }

  private observeItem(item: unknown): void {
    if (!this.items && !this.hasRoom) return;
    this.items ??= new InferredSchema(this.budget, this.depth + 1);
    this.items.observe(item);
  }

  private observeProperties(value: Readonly<Record<string, unknown>>): void {
    this.objects++;
    for (const [name, inner] of Object.entries(value)) {
      if (!this.properties) return;
      let property = this.properties.get(name);
      if (!property) {
        // The names are data themselves, for example those of custom keys.
        if (this.properties.size >= MAX_PROPERTIES || !this.hasRoom) return void (this.properties = undefined);
        property = { schema: new InferredSchema(this.budget, this.depth + 1), seen: 0 };
        this.properties.set(name, property);
      }
      property.seen++;
      property.schema.observe(inner);
    }
  }

  private get hasRoom(): boolean {
    return this.budget.nodes > 0 && this.depth < MAX_DEPTH;
  }

  private closed(properties: NonNullable<typeof this.properties>, descriptions: ReadonlyMap<string, string>) {
    const all = [...properties];
    return {
      properties: Object.fromEntries(
        all.map(([name, { schema }]) => {
          const description = descriptions.get(name);
          return [name, { ...(description && { description }), ...schema.toJson() }];
        }),
      ),
      required: all.filter(([, { seen }]) => seen === this.objects).map(([name]) => name),
      additionalProperties: false as const,
    };
  }
}

export function typeOf(value: unknown): JsonType {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number';
  return typeof value as 'boolean' | 'string' | 'object';
}

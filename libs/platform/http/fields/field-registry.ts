/**
 * The JSON Schema of each field of each shape. Serialisers are compiled from it, and the OpenAPI document contains it.
 */
export type JsonSchema = Record<string, unknown>;
export type ShapeClass = abstract new (...args: never[]) => object;

export interface FieldShape {
  readonly schema: JsonSchema;
  readonly optional: boolean;
  /** A nested shape. It is resolved lazily, because classes can be declared in any order. */
  readonly of?: () => ShapeClass;
  readonly many?: boolean;
}

const shapes = new WeakMap<object, Map<string, FieldShape>>();
const everyShape = new Set<ShapeClass>();

export function recordField(prototype: object, name: string, field: FieldShape): void {
  const own = shapes.get(prototype) ?? new Map<string, FieldShape>();
  own.set(name, field);
  shapes.set(prototype, own);
  everyShape.add(prototype.constructor as ShapeClass);
}

/** All shapes, by their names in the OpenAPI document. */
export function shapesByName(): ReadonlyMap<string, ShapeClass> {
  return new Map([...everyShape].map((shape) => [shape.name, shape]));
}

const cache = new WeakMap<ShapeClass, ReadonlyMap<string, FieldShape>>();

/** The fields of a shape, inherited ones first. All decorators must have run. */
export function fieldsOf(shape: ShapeClass): ReadonlyMap<string, FieldShape> {
  let fields = cache.get(shape);
  if (!fields) cache.set(shape, (fields = collectFields(shape)));
  return fields;
}

function collectFields(shape: ShapeClass): ReadonlyMap<string, FieldShape> {
  const chain: object[] = [];
  for (
    let proto: object | null = shape.prototype as object;
    proto;
    proto = Object.getPrototypeOf(proto) as object | null
  ) {
    chain.unshift(proto);
  }
  return new Map(chain.flatMap((proto) => [...(shapes.get(proto) ?? [])]));
}

export function schemaOf(shape: ShapeClass): JsonSchema {
  const fields = [...fieldsOf(shape)];
  return {
    type: 'object',
    properties: Object.fromEntries(fields.map(([name, field]) => [name, fieldSchema(field)])),
    required: fields.filter(([, field]) => !field.optional).map(([name]) => name),
    additionalProperties: false,
  };
}

function fieldSchema({ schema, of, many }: FieldShape): JsonSchema {
  if (!of) return schema;
  const inner = schemaOf(of());
  const whole = many ? { type: 'array', items: inner } : inner;
  return schema.nullable ? { ...whole, nullable: true } : whole;
}

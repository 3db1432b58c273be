import type { FieldError } from '@platform/errors/problem';
import type { JsonSchema, ShapeClass } from './field-registry';

type Given<T> = { readonly [K in keyof T]?: T[K] };
/** `sent` has the names of all fields that were sent, also of those with a fault. */
type Check<T = object> = (given: Given<T>, sent: ReadonlySet<string>) => readonly FieldError[];
type Class<T> = abstract new (...args: never[]) => T;

const checks = new Map<ShapeClass, Map<string, Check>>();
const documented = new Map<ShapeClass, Map<string, JsonSchema>>();

/**
 * What has to hold of a shape beyond its fields' own decorators: a form that a rule knows, fields that exclude each
 * other. It is asked together with the decorators, so that all faults of a body are answered at once, and it is asked
 * about what they let pass: of a field that is missing or has a fault already it sees nothing. Shapes that extend this
 * one are checked as well.
 */
export function checkShape<T extends object>(shape: Class<T>, name: string, check: Check<T>): void {
  const own = checks.get(shape) ?? new Map<string, Check>();
  own.set(name, check);
  checks.set(shape, own);
}

/** What the OpenAPI document says of a field, where that depends on the configuration. */
export function documentField<T extends object>(shape: Class<T>, field: keyof T & string, schema: JsonSchema): void {
  documented.set(shape, new Map([...(documented.get(shape) ?? []), [field, schema]]));
}

export function faultsOfShape(shape: ShapeClass, given: object, sent: ReadonlySet<string>): readonly FieldError[] {
  return checksOf(shape).flatMap((check) => check(given, sent));
}

export function isChecked(shape: ShapeClass): boolean {
  return checksOf(shape).length > 0;
}

function checksOf(shape: ShapeClass): Check[] {
  return ancestorsOf(shape).flatMap((one) => [...(checks.get(one)?.values() ?? [])]);
}

export function documentedFields(shape: ShapeClass): ReadonlyMap<string, JsonSchema> {
  return new Map(ancestorsOf(shape).flatMap((one) => [...(documented.get(one) ?? [])]));
}

/** The shape itself last. */
function ancestorsOf(shape: ShapeClass): ShapeClass[] {
  const chain: ShapeClass[] = [];
  for (
    let one: unknown = shape;
    typeof one === 'function' && one !== Function.prototype;
    one = Object.getPrototypeOf(one)
  )
    chain.unshift(one as ShapeClass);
  return chain;
}

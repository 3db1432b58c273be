import { Injectable } from '@nestjs/common';
import type { FieldError } from '@platform/errors/problem';
import type { JsonSchema, ShapeClass } from './field-registry';

type Given<T> = { readonly [K in keyof T]?: T[K] };
/** `sent` has the names of all fields that were sent, also of those with a fault. */
type Check<T = object> = (given: Given<T>, sent: ReadonlySet<string>) => readonly FieldError[];
type Class<T> = abstract new (...args: never[]) => T;

/** What has been declared of shapes, by name, so that a second declaration of the same name replaces the first. */
class Declarations {
  private readonly checks = new Map<ShapeClass, Map<string, Check>>();
  private readonly documented = new Map<ShapeClass, Map<string, JsonSchema>>();

  check<T extends object>(shape: Class<T>, name: string, check: Check<T>): void {
    const own = this.checks.get(shape) ?? new Map<string, Check>();
    own.set(name, check);
    this.checks.set(shape, own);
  }

  document<T extends object>(shape: Class<T>, field: keyof T & string, schema: JsonSchema): void {
    this.documented.set(shape, new Map([...(this.documented.get(shape) ?? []), [field, schema]]));
  }

  checksOf(shape: ShapeClass): Check[] {
    return [...(this.checks.get(shape)?.values() ?? [])];
  }

  documentedIn(shape: ShapeClass): [string, JsonSchema][] {
    return [...(this.documented.get(shape) ?? [])];
  }
}

const declared = new Declarations();

/**
 * What has to hold of a shape beyond its fields' own decorators: a form that a rule knows, fields that exclude each
 * other. It is asked together with the decorators, so that all faults of a body are answered at once, and it is asked
 * about what they let pass: of a field that is missing or has a fault already it sees nothing. Shapes that extend this
 * one are checked as well.
 */
export function checkShape<T extends object>(shape: Class<T>, name: string, check: Check<T>): void {
  declared.check(shape, name, check);
}

/** What the OpenAPI document says of a field beside its decorator. */
export function documentField<T extends object>(shape: Class<T>, field: keyof T & string, schema: JsonSchema): void {
  declared.document(shape, field, schema);
}

/** The same for what depends on the configuration of the application, such as the least length of a password. */
@Injectable()
export class ShapeRules {
  private readonly configured = new Declarations();

  check<T extends object>(shape: Class<T>, name: string, check: Check<T>): void {
    this.configured.check(shape, name, check);
  }

  document<T extends object>(shape: Class<T>, field: keyof T & string, schema: JsonSchema): void {
    this.configured.document(shape, field, schema);
  }

  checksOf(shape: ShapeClass): readonly Check[] {
    return ancestorsOf(shape).flatMap((one) => [...declared.checksOf(one), ...this.configured.checksOf(one)]);
  }

  documentedFields(shape: ShapeClass): ReadonlyMap<string, JsonSchema> {
    return new Map(
      ancestorsOf(shape).flatMap((one) => [...declared.documentedIn(one), ...this.configured.documentedIn(one)]),
    );
  }
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

import { Injectable } from '@nestjs/common';
import type { FieldError } from '@platform/errors/problem';
import type { JsonSchema, ShapeClass } from './field-registry';

type Values<T> = { readonly [K in keyof T]?: T[K] };
/** `sent` contains the names of all fields that were sent, including invalid ones. */
type Check<T = object> = (values: Values<T>, sent: ReadonlySet<string>) => readonly FieldError[];
type Class<T> = abstract new (...args: never[]) => T;

/**
 * The checks and documentation of shapes, by name, so that a second declaration with the same name replaces the first.
 */
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
 * Adds a check to a shape that the decorators of its fields cannot express, for example for fields that exclude each
 * other. It runs together with the decorators, so that all errors of a body are returned at once, and it does not see
 * fields that are missing or invalid. Shapes that extend this ancestor are checked as well.
 */
export function checkShape<T extends object>(shape: Class<T>, name: string, check: Check<T>): void {
  declared.check(shape, name, check);
}

/** Adds to the OpenAPI schema of a field. */
export function documentField<T extends object>(shape: Class<T>, field: keyof T & string, schema: JsonSchema): void {
  declared.document(shape, field, schema);
}

/**
 * Checks and documentation that depend on the configuration of the application, such as the minimum length of a
 * password.
 */
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
    return ancestorsOf(shape).flatMap((ancestor) => [
      ...declared.checksOf(ancestor),
      ...this.configured.checksOf(ancestor),
    ]);
  }

  documentedFields(shape: ShapeClass): ReadonlyMap<string, JsonSchema> {
    return new Map(
      ancestorsOf(shape).flatMap((ancestor) => [
        ...declared.documentedIn(ancestor),
        ...this.configured.documentedIn(ancestor),
      ]),
    );
  }
}

/** Returns the shape and its ancestors, with the shape itself last. */
function ancestorsOf(shape: ShapeClass): ShapeClass[] {
  const chain: ShapeClass[] = [];
  for (
    let ancestor: unknown = shape;
    typeof ancestor === 'function' && ancestor !== Function.prototype;
    ancestor = Object.getPrototypeOf(ancestor)
  )
    chain.unshift(ancestor as ShapeClass);
  return chain;
}

import type { Type } from '@nestjs/common';
import { Problem } from '@platform/errors/problem';
import { fieldsOf } from '@platform/http/fields/field-registry';
import { ShapePipe } from '@platform/http/fields/shape.pipe';
import type { DomainEvent } from './domain-event';
import { eventOfType } from './define-event';

const shapes = new ShapePipe();

/** Throws unless the facts match the schema of the event. Called in development and tests, because it costs time. */
export function checkFacts({ type, version, facts }: DomainEvent): void {
  const definition = eventOfType(type);
  if (!definition) throw new Error(`The event ${type} is not defined.`);
  if (definition.version !== version) throw new Error(`The event ${type} has no version ${version}.`);
  if (fieldsOf(definition.facts).size === 0) {
    // The pipe accepts anything for a shape without fields.
    if (Object.keys(facts).length > 0) throw new Error(`The event ${type} has no facts.`);
    return;
  }
  try {
    shapes.transform(facts, { type: 'body', metatype: definition.facts as Type });
  } catch (error) {
    const faults = error instanceof Problem ? JSON.stringify(error.options.errors) : String(error);
    throw new Error(`The facts of ${type} do not match their schema: ${faults}`, { cause: error });
  }
}

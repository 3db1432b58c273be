import type { Type } from '@nestjs/common';
import { Problem } from '@platform/errors/problem';
import type { ShapeClass } from '@platform/http/fields/field-registry';
import { ShapePipe } from '@platform/http/fields/shape.pipe';

const shapes = new ShapePipe();

/** Throws unless the data matches its shape. Called in development and tests, because it costs time. */
export function checkData(kind: string, shape: ShapeClass, data: object): void {
  try {
    shapes.transform(data, { type: 'body', metatype: shape as Type });
  } catch (error) {
    const faults = error instanceof Problem ? JSON.stringify(error.options.errors) : String(error);
    throw new Error(`The data of ${kind} does not match its shape: ${faults}`, { cause: error });
  }
}

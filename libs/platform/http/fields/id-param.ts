import { Injectable, Param, type PipeTransform } from '@nestjs/common';
import { RequestProblems } from '@platform/errors/platform.errors';
import { isId } from '@platform/ids/ids';

/** An invalid ID gives 404, like an unknown one. */
@Injectable()
class IdPipe implements PipeTransform {
  transform(value: unknown): string {
    const id = typeof value === 'string' ? value.toLowerCase() : value;
    if (!isId(id)) throw RequestProblems.not_found();
    return id;
  }
}

/** An ID in the path: `@IdParam('id') id: UserId`. */
export function IdParam(name: string): ParameterDecorator {
  return (target, method, index) => {
    // The compiler describes a branded string as an object, which the OpenAPI document would omit.
    const types = Reflect.getMetadata('design:paramtypes', target, method as string) as unknown[];
    types[index] = String;
    Param(name, IdPipe)(target, method, index);
  };
}

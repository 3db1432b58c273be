import { Injectable, type PipeTransform } from '@nestjs/common';
import { RequestProblems } from '@platform/errors/platform.errors';
import { isId } from '@platform/persistence/ids';

/** An id in a path. One that cannot be an id names nothing, so it is a 404 like any other stranger's. */
@Injectable()
export class IdPipe implements PipeTransform {
  transform(value: unknown): string {
    const id = typeof value === 'string' ? value.toLowerCase() : value;
    if (!isId(id)) throw RequestProblems.not_found();
    return id;
  }
}

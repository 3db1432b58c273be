import { Injectable, type PipeTransform } from '@nestjs/common';
import { RequestProblems } from '@platform/errors/platform.errors';
import { isId } from '@platform/persistence/ids';

/** An ID in a path. An invalid ID gives 404, like an unknown one. */
@Injectable()
export class IdPipe implements PipeTransform {
  transform(value: unknown): string {
    const id = typeof value === 'string' ? value.toLowerCase() : value;
    if (!isId(id)) throw RequestProblems.not_found();
    return id;
  }
}

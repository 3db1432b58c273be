import { Problem, type FieldError } from '@platform/errors/problem';
import { escaped, unescaped } from '@platform/json-schema/schema-walk.rule';

type Fields = Readonly<Record<string, unknown>>;

export interface Accepted<T> {
  readonly result: T;
  /** The first fault of each field that was left out. */
  readonly leftOut: readonly FieldError[];
}

/** Each attempt can name a limited number of faults, so a record with very many is refused. */
const MAX_ATTEMPTS = 20;

/**
 * Applies the fields of a record without those that are refused. `base` is the pointer of the record in the faults.
 * Throws if the record is refused for another reason than one of its fields.
 */
export async function withoutRefused<T>(
  fields: Fields,
  apply: (fields: Fields) => T | Promise<T>,
  base = '',
): Promise<Accepted<T>> {
  const leftOut = new Map<string, FieldError>();
  const depth = base.split('/').length;
  for (let attempt = 1, rest = fields; ; attempt++) {
    try {
      return { result: await apply(rest), leftOut: [...leftOut.values()] };
    } catch (error) {
      const faults = error instanceof Problem ? (error.options.errors ?? []) : [];
      const names = new Set<string>();
      for (const fault of faults) {
        const name = unescaped(fault.pointer.split('/')[depth] ?? '');
        if (!Object.hasOwn(rest, name)) continue;
        names.add(name);
        if (!leftOut.has(name)) leftOut.set(name, { ...fault, pointer: `${base}/${escaped(name)}` });
      }
      if (names.size === 0 || attempt === MAX_ATTEMPTS) throw error;
      rest = Object.fromEntries(Object.entries(rest).filter(([name]) => !names.has(name)));
    }
  }
}

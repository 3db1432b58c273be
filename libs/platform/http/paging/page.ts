import { IntegerField, TextField } from '../fields/fields';

export interface Page<T> {
  readonly items: readonly T[];
  readonly nextCursor: string | null;
}

export const NEXT_CURSOR = {
  max: 1000,
  nullable: true,
  description: 'The `cursor` of the next page; null on the last page.',
  example: null,
} as const;

export const PAGE_LIMIT = {
  min: 1,
  max: 100,
  optional: true,
  fromQuery: true,
  description: 'The maximum number of items.',
  example: 20,
} as const;

export const PAGE_CURSOR = {
  max: 1000,
  optional: true,
  description: 'The `nextCursor` of the previous page.',
} as const;

/** The query parameters of every list. Lists extend it with their filters. */
export class PageQuery {
  @IntegerField(PAGE_LIMIT)
  limit?: number = 20;

  @TextField(PAGE_CURSOR)
  cursor?: string;
}

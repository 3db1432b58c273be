import type { UserId } from '@platform/ids/ids';

export interface EventContent {
  readonly action: string;
  readonly subject: UserId;
  readonly details?: object | undefined;
}

/** A text that is the same for equal events, also if the keys of their details have another order. */
export function contentOf({ action, subject, details }: EventContent): string {
  return JSON.stringify([action, subject, sorted(details ?? null)]);
}

function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(sorted);
  const entries = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
  return Object.fromEntries(entries.map(([name, inner]) => [name, sorted(inner)]));
}

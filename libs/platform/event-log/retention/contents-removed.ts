import { sign, verify, type KeyObject } from 'node:crypto';
import { TextField } from '@platform/http/fields/fields';
import { defineEvent } from '../definitions/define-event';

const RANGES = /^\d+(-\d+)?(,\d+(-\d+)?)*$/;
const LARGEST = 7000;

class ContentsRemovedFacts {
  @TextField({
    max: 100,
    form: 'auth.signed_in',
    pattern: /^[a-z0-9_.]+$/,
    description: 'The type of the events.',
    example: 'auth.signed_in',
  })
  type: string;

  @TextField({
    max: LARGEST,
    pattern: RANGES,
    form: '12-14,20',
    description: 'The positions whose contents were removed.',
    example: '12-14,20',
  })
  positions: string;

  @TextField({
    max: 88,
    pattern: /^[A-Za-z0-9+/]{86}==$/,
    form: 'base64',
    description: 'The signature of the audit log, without which the removal is not accepted as an explanation.',
    example: `${'A'.repeat(86)}==`,
  })
  signature: string;
}

/**
 * Explains why contents are missing, so that a removal after the retention can be told from a deletion by someone else.
 * It is written in the transaction of the removal and is never removed.
 */
export const ContentsRemoved = defineEvent(
  'events.contents_removed',
  1,
  ContentsRemovedFacts,
  'The contents of events were removed after their retention',
  { internal: { keptDays: Infinity } },
);

export function contentsRemoved(type: string, positions: readonly number[], key: KeyObject) {
  const ranges = rangesText(positions);
  const signature = sign(null, signedText(type, ranges), key).toString('base64');
  return ContentsRemoved.of({ subject: null, facts: { type, positions: ranges, signature } });
}

/** The ranges in the facts of such an event. With keys, only if one of them has signed it. */
export function removedRanges(facts: unknown, keys: readonly KeyObject[]): [first: number, last: number][] {
  const { type, positions, signature } = (facts ?? {}) as Readonly<Record<string, unknown>>;
  if (typeof type !== 'string' || typeof positions !== 'string' || typeof signature !== 'string') return [];
  const text = signedText(type, positions);
  const bytes = Buffer.from(signature, 'base64');
  const isSigned = keys.length === 0 || keys.some((key) => verify(null, text, key, bytes));
  return isSigned ? rangesOf(positions) : [];
}

function signedText(type: string, positions: string): Buffer {
  return Buffer.from(`userkeep contents removed\n${type}\n${positions}\n`);
}

/** For example `12-14,20`. */
export function rangesText(positions: readonly number[]): string {
  const ranges: [first: number, last: number][] = [];
  for (const position of [...positions].sort((one, other) => one - other)) {
    const range = ranges.at(-1);
    if (range && range[1] + 1 === position) range[1] = position;
    else ranges.push([position, position]);
  }
  return ranges.map(([first, last]) => (first === last ? String(first) : `${first}-${last}`)).join(',');
}

/** Returns no ranges for a text of another form. */
export function rangesOf(text: string): [first: number, last: number][] {
  if (text.length > LARGEST || !RANGES.test(text)) return [];
  return text.split(',').map((range) => {
    const [first, last = first] = range.split('-').map(Number) as [number, number?];
    return [first, last];
  });
}

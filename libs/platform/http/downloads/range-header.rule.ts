import type { ByteRange } from '@platform/files/byte-range.rule';

/**
 * Parses a Range header with a single range. Returns undefined for headers that RFC 9110 allows a server to ignore,
 * which then sends the whole file: several ranges, other units and malformed values.
 */
export function parseRange(header: string | undefined): ByteRange | undefined {
  const [, first, last] = /^bytes=(\d{0,15})-(\d{0,15})$/i.exec(header?.replaceAll(/[ \t]/g, '') ?? '') ?? [];
  if (first === undefined || last === undefined) return undefined;
  if (first === '') return last === '' ? undefined : { suffix: Number(last) };
  const range = last === '' ? { start: Number(first) } : { start: Number(first), end: Number(last) };
  return range.end !== undefined && range.end < range.start ? undefined : range;
}

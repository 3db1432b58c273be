/** The bytes from `start` to `end`, inclusive, or the last `suffix` bytes. */
export type ByteRange = { readonly start: number; readonly end?: number } | { readonly suffix: number };

export interface ResolvedRange {
  readonly start: number;
  readonly end: number;
}

/** Resolves a range in a file of this size; undefined if the file has none of its bytes (RFC 9110, 14.1.2). */
export function resolveRange(range: ByteRange, size: number): ResolvedRange | undefined {
  const start = 'suffix' in range ? Math.max(0, size - range.suffix) : range.start;
  const end = 'suffix' in range ? size - 1 : Math.min(range.end ?? Infinity, size - 1);
  return start <= end ? { start, end } : undefined;
}

export interface InStream {
  readonly sequence: number;
  readonly name: string;
  readonly stream: string | null;
}

/**
 * Returns the candidates without an earlier unfinished job of the same name and stream, among the candidates or
 * elsewhere.
 */
export function firstOfStreams<T extends InStream>(candidates: readonly T[], unfinished: readonly InStream[]): T[] {
  const firsts = new Map<string, number>();
  for (const job of [...unfinished, ...candidates]) {
    const key = `${job.name} ${job.stream}`;
    firsts.set(key, Math.min(firsts.get(key) ?? Infinity, job.sequence));
  }
  return candidates.filter((job) => job.stream === null || firsts.get(`${job.name} ${job.stream}`) === job.sequence);
}

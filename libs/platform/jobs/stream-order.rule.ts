export interface InStream {
  readonly sequence: number;
  readonly name: string;
  readonly stream: string | null;
}

/** The candidates with no earlier unfinished job of their name and stream, be it a candidate too or not. */
export function firstOfStreams<T extends InStream>(candidates: readonly T[], unfinished: readonly InStream[]): T[] {
  const firsts = new Map<string, number>();
  for (const job of [...unfinished, ...candidates]) {
    const line = `${job.name} ${job.stream}`;
    firsts.set(line, Math.min(firsts.get(line) ?? Infinity, job.sequence));
  }
  return candidates.filter((job) => job.stream === null || firsts.get(`${job.name} ${job.stream}`) === job.sequence);
}

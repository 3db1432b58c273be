interface Position {
  readonly sequence: number;
  readonly subject: string | null;
}

/**
 * The locked rows that can be processed now. A row must wait while another worker holds an earlier row of its subject,
 * because otherwise its job would run first.
 */
export function withoutEarlierElsewhere<T extends Position>(locked: readonly T[], positions: readonly Position[]): T[] {
  const lockedHere = new Set(locked.map((row) => row.sequence));
  const firstElsewhere = new Map<string | null, number>();
  for (const { subject, sequence } of positions) {
    if (lockedHere.has(sequence)) continue;
    firstElsewhere.set(subject, Math.min(firstElsewhere.get(subject) ?? Infinity, sequence));
  }
  return locked.filter((row) => row.subject === null || row.sequence < (firstElsewhere.get(row.subject) ?? Infinity));
}

/** One kind of thing that can be used once, as in the link and the code that choose a new password. */
export interface OneTimeKind {
  /** For example `recovery.password`. The name must stay stable, because rows contain it. */
  readonly purpose: string;
  readonly minutes: number;
  /** So many may be issued to one holder within an hour; after that the last one stays. */
  readonly perHour: number;
  /** A change of credentials does not invalidate this token, because it undoes such a change. */
  readonly outlivesChanges?: boolean;
}

const PURPOSE = /^[a-z][a-z0-9_.-]{2,39}$/;
const kinds = new Map<string, OneTimeKind>();

export function defineOneTime(kind: OneTimeKind): OneTimeKind {
  if (!PURPOSE.test(kind.purpose)) throw new Error(`${kind.purpose} is not a valid name for a purpose.`);
  if (kinds.has(kind.purpose)) throw new Error(`The purpose ${kind.purpose} is declared twice.`);
  kinds.set(kind.purpose, kind);
  return kind;
}

export function allOneTimes(): readonly OneTimeKind[] {
  return [...kinds.values()];
}

/** Those that end with the credentials they were issued under. */
export function purposesThatEndWithCredentials(): string[] {
  return allOneTimes()
    .filter(({ outlivesChanges }) => !outlivesChanges)
    .map(({ purpose }) => purpose);
}

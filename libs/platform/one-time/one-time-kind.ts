/** One kind of one-time token, for example the link and the code that reset a password. */
export interface OneTimeKind {
  /** For example `recovery.password`. The name must stay stable, because rows contain it. */
  readonly purpose: string;
  readonly minutes: number;
  /** The maximum number that is issued to one holder within an hour. After that, the last one stays valid. */
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

/** The purposes whose tokens become invalid when the credentials of the user change. */
export function purposesThatEndWithCredentials(): string[] {
  return allOneTimes()
    .filter(({ outlivesChanges }) => !outlivesChanges)
    .map(({ purpose }) => purpose);
}

import type { Changes } from '@platform/event-log/changes/changes';

export interface EntryTexts {
  readonly title: string;
  readonly details: string | null;
}

/** The texts after a merge patch: an absent field stays unchanged, and null removes it. */
export function patched(before: EntryTexts, { title, details }: Partial<EntryTexts>): EntryTexts {
  return {
    title: title ?? before.title,
    details: details === undefined ? before.details : details,
  };
}

/** Only the fields whose value differs, so that a patch that changes nothing publishes no event. */
export function changesBetween(before: EntryTexts, after: EntryTexts): Changes {
  const fields = (['title', 'details'] as const).filter((field) => before[field] !== after[field]);
  return Object.fromEntries(fields.map((field) => [field, { before: before[field], after: after[field] }]));
}

import type { ImportOutcome } from '@features/import';
import { counted } from './import-progress.rule';

interface How {
  readonly dryRun?: boolean;
  readonly refusedAgain?: boolean;
}

/** The summary of an import. */
export function sentencesAbout(outcome: ImportOutcome, reasons: ReadonlyMap<string, number>, how: How): string[] {
  const { created, withoutPassword, refused, end } = outcome;
  const isTold = how.dryRun !== true || end === 'finished before';
  const [came, were] = isTold ? ['were imported', 'were'] : ['would be imported', 'would be'];
  return [
    ...beginning(outcome, reasons.size > 0, how),
    `${counted(created)} users ${came}, ${counted(withoutPassword)} of them without a password.`,
    `${counted(refused)} records ${were} rejected${refused > 0 ? ':' : '.'}`,
    ...[...reasons].sort(([a], [b]) => (a < b ? -1 : 1)).map(([reason, count]) => `  ${reason}: ${counted(count)}`),
  ];
}

function beginning({ end, records, before }: ImportOutcome, hasRefusals: boolean, how: How): string[] {
  if (how.refusedAgain) return [`${counted(records)} rejected records were tried again.`];
  if (end === 'finished before') {
    const next = hasRefusals ? ['Use --refused-again to retry the rejected records.'] : [];
    return ['This file was already imported; nothing was changed.', ...next];
  }
  if (!how.dryRun || before === 0) return [];
  return [`An earlier run processed the first ${counted(before)} records; this run started after them.`];
}

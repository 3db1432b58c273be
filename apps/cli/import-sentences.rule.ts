import type { ImportOutcome } from '@features/import';
import { counted } from './import-progress.rule';

interface How {
  readonly dryRun?: boolean;
  readonly refusedAgain?: boolean;
}

/** What an import has to say at its end. */
export function sentencesAbout(outcome: ImportOutcome, reasons: ReadonlyMap<string, number>, how: How): string[] {
  const { created, withoutPassword, refused, end } = outcome;
  const isTold = how.dryRun !== true || end === 'finished before';
  const [came, were] = isTold ? ['came in', 'were'] : ['would come in', 'would be'];
  return [
    ...beginning(outcome, reasons.size > 0, how),
    `${counted(created)} users ${came}, ${counted(withoutPassword)} of them without a password.`,
    `${counted(refused)} records ${were} refused${refused > 0 ? ':' : '.'}`,
    ...[...reasons].sort(([a], [b]) => (a < b ? -1 : 1)).map(([reason, count]) => `  ${reason}: ${counted(count)}`),
  ];
}

function beginning({ end, records, before }: ImportOutcome, hasRefusals: boolean, how: How): string[] {
  if (how.refusedAgain) return [`${counted(records)} records that had been refused were tried again.`];
  if (end === 'finished before') {
    const next = hasRefusals ? ['--refused-again tries what was refused once more.'] : [];
    return ['This file has been imported before; nothing was done.', ...next];
  }
  if (!how.dryRun || before === 0) return [];
  return [`An earlier run is through with the first ${counted(before)} records; this one began behind them.`];
}

import type { ImportOutcome } from '@features/import';
import { counted } from './counted.rule';

interface Options {
  readonly dryRun?: boolean;
  readonly refusedAgain?: boolean;
}

/** The summary of an import. */
export function sentencesAbout(
  outcome: ImportOutcome,
  reasons: ReadonlyMap<string, number>,
  options: Options,
): string[] {
  const { created, withoutPassword, refused, end } = outcome;
  const isPast = options.dryRun !== true || end === 'finished before';
  const [imported, were] = isPast ? ['were imported', 'were'] : ['would be imported', 'would be'];
  return [
    ...introduction(outcome, reasons.size > 0, options),
    `${counted(created)} users ${imported}, ${counted(withoutPassword)} of them without a password.`,
    `${counted(refused)} records ${were} rejected${refused > 0 ? ':' : '.'}`,
    ...[...reasons].sort(([a], [b]) => (a < b ? -1 : 1)).map(([reason, count]) => `  ${reason}: ${counted(count)}`),
  ];
}

function introduction({ end, records, before }: ImportOutcome, hasRefusals: boolean, options: Options): string[] {
  if (options.refusedAgain) return [`${counted(records)} rejected records were tried again.`];
  if (end === 'finished before') {
    const next = hasRefusals ? ['Use --refused-again to retry the rejected records.'] : [];
    return ['This file was already imported; nothing was changed.', ...next];
  }
  if (!options.dryRun || before === 0) return [];
  return [`An earlier run processed the first ${counted(before)} records; this run started after them.`];
}

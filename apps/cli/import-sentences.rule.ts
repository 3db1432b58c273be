import type { ImportOutcome } from '@features/import';
import { counted } from '@platform/text/counted.rule';

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
  const be = (count: number) => (isPast ? (count === 1 ? 'was' : 'were') : 'would be');
  const lacking = withoutPassword > 0 ? `, ${counted(withoutPassword)} of them without a password` : '';
  return [
    ...introduction(outcome, reasons.size > 0, options),
    `${counted(created, 'user')} ${be(created)} imported${lacking}.`,
    `${counted(refused, 'record')} ${be(refused)} rejected${refused > 0 ? ':' : '.'}`,
    ...[...reasons].sort(([a], [b]) => (a < b ? -1 : 1)).map(([reason, count]) => `  ${reason}: ${counted(count)}`),
  ];
}

function introduction({ end, records, before }: ImportOutcome, hasRefusals: boolean, options: Options): string[] {
  if (options.refusedAgain) return [`Rejected records that were tried again: ${counted(records)}.`];
  if (end === 'finished before') {
    const next = hasRefusals ? ['Use --refused-again to retry the rejected records.'] : [];
    return ['This file was already imported; nothing was changed.', ...next];
  }
  if (!options.dryRun || before === 0) return [];
  return [`An earlier run processed the first ${counted(before, 'record')}; this run started after that.`];
}

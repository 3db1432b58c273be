import type { ImportProgress } from '@features/import';
import { counted } from '@platform/text/counted.rule';

const WIDTH = 24;

/** One line with the progress, the speed and the remaining time. */
export function progressLine(progress: ImportProgress, elapsedMs: number): string {
  const { bytes, totalBytes, records, before, created, refused } = progress;
  const share = totalBytes === 0 ? 1 : Math.min(bytes / totalBytes, 1);
  const full = Math.floor(share * WIDTH);
  const perSecond = elapsedMs > 0 ? ((records - before) * 1000) / elapsedMs : 0;
  // The estimate uses records of this run only, because records of earlier runs are skipped quickly.
  const left = share > 0 && perSecond > 0 ? (records / share - records) / perSecond : undefined;
  return [
    `[${'#'.repeat(full)}${'.'.repeat(WIDTH - full)}] ${Math.floor(share * 100)} %`,
    counted(created, 'user'),
    `${counted(Math.round(perSecond))}/s`,
    ...(left === undefined ? [] : [`${formatDuration(left)} left`]),
    ...(refused > 0 ? [`${counted(refused)} rejected`] : []),
  ].join(', ');
}

function formatDuration(seconds: number): string {
  const whole = Math.ceil(seconds);
  return whole < 90 ? `${whole} s` : `${Math.ceil(whole / 60)} min`;
}

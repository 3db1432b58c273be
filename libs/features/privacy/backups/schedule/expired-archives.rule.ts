import { timeOfBackup } from '../store/archive-name.rule';

const DAY_MS = 24 * 3_600_000;

/** The archives, newest first, that are older than the limit. The newest one is never deleted. */
export function expiredArchives<A extends { readonly backup: string }>(
  archives: readonly A[],
  days: number,
  now: Date,
): A[] {
  return archives.slice(1).filter(({ backup }) => {
    const time = timeOfBackup(backup);
    return time !== undefined && now.getTime() - time.getTime() > days * DAY_MS;
  });
}

import type { RequestLines } from '@platform/logging/request-lines';
import type { Answered } from './answered';

/** One line a request. */
export function logTo(lines: RequestLines): (answered: Answered) => void {
  return ({ route, method, status, ms, work }) =>
    lines.write({
      requestId: work.id,
      method,
      route,
      status,
      ms: Math.round(ms * 10) / 10,
      network: work.origin?.network,
      userId: work.principal?.kind === 'user' ? work.principal.userId : undefined,
    });
}

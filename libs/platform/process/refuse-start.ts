import { refusalOf } from '@platform/open-platform';
import { stackOf } from './source-lines';

/** Says in sentences why a process does not start, to `npm start` or on standard error, and ends it. */
export function refuseStart(error: unknown): void {
  // What is half made (a pool, a timer) would keep the process alive.
  const end = () => process.exit(1);
  const reasons = refusalOf(error);
  if (process.send && reasons) process.send({ type: 'refused', reasons }, end);
  else if (reasons)
    process.stderr.write(`userkeep cannot start:\n${reasons.map((reason) => `- ${reason}\n`).join('')}`, end);
  else process.stderr.write(`${stackOf(error)}\n`, end);
}

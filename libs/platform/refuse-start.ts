import { refusalOf } from '@platform/open-platform';
import { stackOf } from '@platform/process/source-lines';

/** Reports to `npm start` or on stderr why the process cannot start, and exits. */
export function refuseStart(error: unknown): void {
  // An open pool or timer would keep the process alive.
  const end = () => process.exit(1);
  const reasons = refusalOf(error);
  if (process.send && reasons) process.send({ type: 'refused', reasons }, end);
  else if (reasons)
    process.stderr.write(`userkeep cannot start:\n${reasons.map((reason) => `- ${reason}\n`).join('')}`, end);
  else process.stderr.write(`${stackOf(error)}\n`, end);
}

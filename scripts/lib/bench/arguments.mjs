// npm run bench [-- --json FILE] [--write] [--server mariadb|mysql] [--quick] [--growth] [item …]
import { Failure } from '../failure.mjs';

const THOROUGH = { warmUp: 10, seconds: 3, rounds: 7 };
/** Shows whether a change helps; too short for published figures. */
const QUICK = { warmUp: 3, seconds: 1, rounds: 3 };

export function readArguments(argv) {
  const options = {
    kinds: ['mariadb', 'mysql'],
    turns: THOROUGH,
    only: [],
    userCount: 1_000_000,
    json: undefined,
    write: false,
    growth: false,
  };
  for (let at = 0; at < argv.length; at++) {
    if (argv[at] === '--json') options.json = argv[++at];
    else if (argv[at] === '--server') options.kinds = [argv[++at]];
    else if (argv[at] === '--write') options.write = true;
    else if (argv[at] === '--growth') options.growth = true;
    else if (argv[at] === '--quick') options.turns = QUICK;
    else if (argv[at].startsWith('-')) throw new Failure(`Unknown option: ${argv[at]}.`);
    else options.only.push(argv[at]);
  }
  return options;
}

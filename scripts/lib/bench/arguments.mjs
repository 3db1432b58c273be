// npm run bench [-- --json FILE] [--write] [--server mariadb|mysql] [--quick] [--growth | --against DIR] [item …]
import path from 'node:path';
import { Failure } from '../failure.mjs';

/** `turns` alternate between product and raw, `pairs` between two builds: `rounds` pairs after each of the `starts`. */
const THOROUGH = {
  turns: { warmUp: 10, seconds: 3, rounds: 7 },
  pairs: { warmUp: 10, seconds: 1, rounds: 16, starts: 3, processRounds: 7 },
};
/** Shows whether a change helps; too short for published figures. */
const QUICK = {
  turns: { warmUp: 3, seconds: 1, rounds: 3 },
  pairs: { warmUp: 3, seconds: 1, rounds: 6, starts: 2, processRounds: 3 },
};

export function readArguments(argv) {
  const options = {
    kinds: ['mariadb', 'mysql'],
    ...THOROUGH,
    only: [],
    userCount: 1_000_000,
    json: undefined,
    write: false,
    growth: false,
    against: undefined,
  };
  for (let at = 0; at < argv.length; at++) {
    if (argv[at] === '--json') options.json = argv[++at];
    else if (argv[at] === '--server') options.kinds = [argv[++at]];
    else if (argv[at] === '--write') options.write = true;
    else if (argv[at] === '--growth') options.growth = true;
    else if (argv[at] === '--against') options.against = folderOf(argv[++at]);
    else if (argv[at] === '--quick') Object.assign(options, QUICK);
    else if (argv[at].startsWith('-')) throw new Failure(`Unknown option: ${argv[at]}.`);
    else options.only.push(argv[at]);
  }
  return options;
}

function folderOf(argument) {
  if (argument === undefined) throw new Failure('--against needs the folder of another checkout.');
  return path.resolve(argument);
}

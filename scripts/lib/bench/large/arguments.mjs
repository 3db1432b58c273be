// npm run bench:large [-- streams|backup|exports|erasure|proofs|notifications] [-- --entries N] [--backlog N] [--server mariadb|mysql] [--users N]
// [--records N] [--file-mib N] [--erasures N] [--seconds N] [--write]
import { Failure } from '../../failure.mjs';

const ITEMS = ['streams', 'backup', 'exports', 'erasure', 'proofs', 'notifications'];
/** The entries are those of one inbox, and the users are the subscribers. */
const DEFAULTS = { notifications: { entries: 100_000, users: 100_000, seconds: 5 } };

export function readLargeArguments(argv) {
  const item = argv.find((argument) => ITEMS.includes(argument)) ?? 'log';
  const options = {
    item,
    kinds: ['mariadb', 'mysql'],
    entries: 10_000_000,
    backlog: 500_000,
    streams: 5000,
    records: 100_000,
    fileMib: 2048,
    users: 1_000_000,
    erasures: 200,
    seconds: 15,
    write: false,
    ...DEFAULTS[item],
  };
  for (let at = 0; at < argv.length; at++) {
    if (argv[at] === item) continue;
    if (argv[at] === '--erasures') options.erasures = Number(argv[++at]);
    else if (argv[at] === '--streams') options.streams = Number(argv[++at]);
    else if (argv[at] === '--users') options.users = Number(argv[++at]);
    else if (argv[at] === '--records') options.records = Number(argv[++at]);
    else if (argv[at] === '--file-mib') options.fileMib = Number(argv[++at]);
    else if (argv[at] === '--entries') options.entries = Number(argv[++at]);
    else if (argv[at] === '--backlog') options.backlog = Number(argv[++at]);
    else if (argv[at] === '--seconds') options.seconds = Number(argv[++at]);
    else if (argv[at] === '--server') options.kinds = [argv[++at]];
    else if (argv[at] === '--write') options.write = true;
    else throw new Failure(`Unknown option: ${argv[at]}.`);
  }
  return options;
}

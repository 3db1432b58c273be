// npm test [--server mariadb|mysql] [--long] [--database-only] [-- arguments of Jest]
import { Failure } from '../failure.mjs';

const SERVERS = ['mariadb', 'mysql'];
/** Ends a run that hangs. The limit is high, because a busy machine is slow. */
const LIMIT_SECONDS = 30 * 60;

export function readArguments(argv, settings = process.env) {
  const jest = [];
  let server;
  const env = {};
  for (let i = 0; i < argv.length; i++) {
    if (argv[i] === '--server') server = argv[++i];
    else if (argv[i].startsWith('--server=')) server = argv[i].slice('--server='.length);
    else if (argv[i] === '--long') env.TEST_LONG = 'yes';
    else if (argv[i] === '--database-only') env.TEST_DATABASE_ONLY = 'yes';
    else if (argv[i] !== '--') jest.push(argv[i]);
  }
  if (server !== undefined && !SERVERS.includes(server))
    throw new Failure(`--server must be mariadb or mysql, not "${server}".`);
  const limitSeconds = Number(settings.TEST_TIME_LIMIT_SECONDS || LIMIT_SECONDS);
  if (!(limitSeconds > 0)) throw new Failure('TEST_TIME_LIMIT_SECONDS must be a number of seconds.');
  return {
    jest,
    limitSeconds,
    kinds: server ? [server] : SERVERS,
    env,
    url: settings.TEST_DATABASE_URL || undefined,
  };
}

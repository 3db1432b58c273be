// npm test [--server mariadb|mysql] [-- anything Jest understands]
import { Failure } from '../failure.mjs';

const DEFAULT_LIMIT_SECONDS = { mariadb: 8 * 60, mysql: 15 * 60 };

export function readArguments(argv, env = process.env) {
  const jest = [];
  let server;
  for (let i = 0; i < argv.length; i++) {
    if (argv[i] === '--server') server = argv[++i];
    else if (argv[i].startsWith('--server=')) server = argv[i].slice('--server='.length);
    else if (argv[i] !== '--') jest.push(argv[i]);
  }
  if (server !== undefined && !DEFAULT_LIMIT_SECONDS[server])
    throw new Failure(`--server must be mariadb or mysql, not "${server}".`);
  const limitSeconds = Number(env.TEST_TIME_LIMIT_SECONDS || DEFAULT_LIMIT_SECONDS[server ?? 'mariadb']);
  if (!(limitSeconds > 0)) throw new Failure('TEST_TIME_LIMIT_SECONDS must be a number of seconds.');
  return {
    jest,
    limitSeconds,
    kinds: server ? [server] : ['mariadb', 'mysql'],
    url: env.TEST_DATABASE_URL || undefined,
  };
}

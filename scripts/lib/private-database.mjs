// The database of `npm start` when no DATABASE_URL is given.
import { startDatabase } from './database/ladder.mjs';
import { Failure } from './failure.mjs';
import { dataFolder } from './paths.mjs';

export const DATA_SCHEMA = 'userkeep';
export const KEYS_SCHEMA = 'userkeep_keys';

export function refuseInProduction(env = process.env) {
  if (env.NODE_ENV !== 'production') return;
  throw new Failure('NODE_ENV=production requires a managed database. Set DATABASE_URL.');
}

/** Returns the running server and the environment variables to connect to it. */
export async function startPrivateDatabase(step) {
  const database = await startDatabase(step, {
    home: dataFolder,
    kinds: ['mariadb', 'mysql'],
    schemas: [DATA_SCHEMA, KEYS_SCHEMA],
  });
  const env = { DATABASE_URL: database.url(DATA_SCHEMA), KEYS_DATABASE_URL: database.url(KEYS_SCHEMA) };
  return { ...database, env };
}

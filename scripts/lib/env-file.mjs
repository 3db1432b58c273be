// Reads the settings in `.env` of the checkout. This has to be imported before anything that reads the environment:
// paths.mjs already does so while it is loaded. `npm test` does not import it, so that its outcome does not depend on
// a developer's settings.
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const file = path.join(path.dirname(path.dirname(path.dirname(fileURLToPath(import.meta.url)))), '.env');

/** The path of the file whose settings were read, or undefined. Variables that are set already keep their values. */
export const envFile = read();

function read() {
  try {
    // Undefined before Node 20.12; then runScript asks for a newer one.
    process.loadEnvFile?.(file);
    return file;
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    console.error(`The settings in ${file} cannot be read: ${error.message}.`);
    process.exit(1);
  }
}

// Reads the settings in `.env` of the checkout. This has to be imported before anything that reads the environment:
// paths.mjs already does so while it is loaded. `npm test` does not import it, so that its outcome does not depend on
// a developer's settings.
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseEnv } from 'node:util';

const checkout = path.dirname(path.dirname(path.dirname(fileURLToPath(import.meta.url))));
const file = path.join(checkout, '.env');

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

/** A name that is misspelled would otherwise have no effect and leave no trace. */
export function unknownSettings() {
  if (!envFile) return [];
  const known = new Set(
    ['.env.example', 'compose.yaml'].flatMap((name) =>
      [...fs.readFileSync(path.join(checkout, name), 'utf8').matchAll(/(?:^#|\$\{)([A-Z][A-Z0-9_]*)/gm)].map(
        ([, one]) => one,
      ),
    ),
  );
  return Object.keys(parseEnv(fs.readFileSync(file, 'utf8'))).filter((name) => !known.has(name));
}

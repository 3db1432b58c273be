// Reads the settings in `.env`. Scripts must import this first, because paths.mjs reads the environment while it is
// loaded. `npm test` does not import it, so that tests do not depend on a developer's settings.
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseEnv } from 'node:util';

const checkout = path.dirname(path.dirname(path.dirname(fileURLToPath(import.meta.url))));
const file = path.join(checkout, '.env');

/** The path of the file that was read, or undefined. Variables that are already set keep their values. */
export const envFile = read();

function read() {
  try {
    // Undefined before Node 20.12; then runScript reports that a newer version is required.
    process.loadEnvFile?.(file);
    return file;
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    console.error(`The settings in ${file} cannot be read: ${error.message}.`);
    process.exit(1);
  }
}

/** Finds misspelled names, which would otherwise be ignored silently. */
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

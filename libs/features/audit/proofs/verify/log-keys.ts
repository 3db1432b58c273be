import { readFile } from 'node:fs/promises';
import { parseVerifierKey, type VerifierKey } from '@platform/transparency-log/signed-note.rule';
import { isJsonObject, parseJsonObject } from '@platform/text/json-object.rule';
import { HeadsUnusable } from './heads';

/** Reads verifier keys of logs and witnesses: one per line, or as /.well-known/userkeep-audit-keys.json has them. */
export async function readLogKeys(path: string): Promise<VerifierKey[]> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw new HeadsUnusable(`The keys cannot be read from ${path}: ${(error as Error).message}.`);
  });
  const lines = textsIn(text);
  const keys = lines.map(parseVerifierKey);
  const wrong = lines[keys.indexOf(undefined)] ?? '';
  const known = keys.filter((key) => key !== undefined);
  if (known.length === 0 || known.length < keys.length)
    throw new HeadsUnusable(
      `${path} must contain verifier keys only, as \`userkeep audit keys\` prints them, but has "${wrong}".`,
    );
  return known;
}

function textsIn(text: string): string[] {
  const keys = parseJsonObject(text)?.keys;
  if (Array.isArray(keys))
    return keys.map((key) => (isJsonObject(key) ? String(key.verifierKey) : JSON.stringify(key)));
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);
}

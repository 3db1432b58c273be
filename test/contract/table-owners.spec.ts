import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '..', '..');
const CREATES = /CREATE TABLE (?:IF NOT EXISTS )?([a-z_]+)/g;
const USES = /\b(?:FROM|JOIN|INTO|UPDATE|TABLE)\s+`?([a-z]+_[a-z_]+|ring_key|user_key)\b/g;
/** A statement whose table is a variable, so that the first test cannot see whose it is. */
const VARIABLE = /\b(?:FROM|JOIN|INTO|UPDATE|TABLE)\s+(?:\\?`)?\$\{/;
/** The code that may have such statements; see ADR 26. */
const WITH_VARIABLES = [
  // The table of the repository that uses `Table`.
  'libs/platform/persistence/',
  // The tables that a provider of user data declares.
  'libs/platform/user-data/',
  'libs/platform/user-rows/',
  // All tables, for backups and their restore.
  'libs/features/privacy/backups/',
  // The tables whose declaration has a retention.
  'libs/features/privacy/retention/retention.repository.ts',
  // A part of a statement on a table of the same feature.
  'libs/platform/event-log/',
  'libs/features/users/admin/search/account-search.repository.ts',
];
const TEST = /[.-]spec\.ts$|\.test-support\.ts$/;

/** The folder that owns a table, such as `libs/features/auth/sessions`. */
function ownerOf(file: string): string {
  const [, layer = '', name = '', part = ''] = file.split('/');
  return layer === 'features' && name === 'auth' && !part.endsWith('.ts')
    ? `${layer}/${name}/${part}`
    : `${layer}/${name}`;
}

/** Each statement that names a table of another folder. */
function usesByOthers(files: ReadonlyMap<string, string>): string[] {
  const owners = new Map<string, string>();
  for (const [file, text] of files)
    for (const [, table = ''] of text.matchAll(CREATES)) owners.set(table, ownerOf(file));
  return [...files].flatMap(([file, text]) =>
    [...text.matchAll(USES)]
      .map(([, table = '']) => ({ table, owner: owners.get(table) }))
      .filter(({ owner }) => owner !== undefined && owner !== ownerOf(file))
      .map(({ table, owner }) => `${file} reaches into ${table} of ${owner}.`),
  );
}

describe('The tables of a folder', () => {
  const names = readdirSync(join(ROOT, 'libs'), { recursive: true, encoding: 'utf8' }).map((name) => `libs/${name}`);
  const files = new Map(
    names
      .filter((file) => file.endsWith('.ts') && !TEST.test(file))
      .map((file) => [file, readFileSync(join(ROOT, file), 'utf8')]),
  );

  it('are read and written only by the SQL of that folder', () => {
    expect(usesByOthers(files)).toEqual([]);
  });

  it('are detected when another folder reads them', () => {
    const planted = 'libs/features/auth/sessions/planted.repository.ts';
    const reads = new Map([...files, [planted, 'const sql = `SELECT 1 FROM auth_totp WHERE user_id = ?`;']]);
    expect(usesByOthers(reads)).toEqual([`${planted} reaches into auth_totp of features/auth/second-factor.`]);
  });

  it('are named by a variable only in code that gets them from declarations, or from its own feature', () => {
    const found = [...files].filter(([, text]) => VARIABLE.test(text)).map(([file]) => file);
    expect(found.filter((file) => !WITH_VARIABLES.some((start) => file.startsWith(start)))).toEqual([]);
    expect(WITH_VARIABLES.filter((start) => !found.some((file) => file.startsWith(start)))).toEqual([]);
  });
});

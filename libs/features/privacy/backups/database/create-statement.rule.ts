import { quoted } from './table-shape';

/** Texts and names, whose content cannot act. */
const QUOTED = /'(?:[^'\\]|''|\\[\s\S])*'|`(?:[^`]|``)*`/g;
/** The server executes the content of these comments, so it is examined like the rest. */
const VERSION_COMMENT = /\/\*M?!\d+ ([^*]*)\*\//g;
const OTHER_STATEMENTS = /;|--|#|\/\*|\b(?:SELECT|TABLE|LIKE|UNION|CONNECTION|DIRECTORY|TABLESPACE|DO|EXECUTE)\b/i;
const ENGINE = /\) ENGINE=InnoDB\b/;

/** Whether a text from an archive creates the table that it should, and does nothing else. */
export function createsOnly(name: string, statement: string): boolean {
  const start = `CREATE TABLE ${quoted(name)} (`;
  if (!statement.startsWith(start)) return false;
  const rest = statement.slice(start.length).replaceAll(QUOTED, "''").replaceAll(VERSION_COMMENT, '$1');
  return ENGINE.test(rest) && !OTHER_STATEMENTS.test(rest);
}

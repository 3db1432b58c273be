/** Without `IF NOT EXISTS`, which is for a table that may exist. */
const CREATE_TABLE = /^\s*CREATE TABLE `?(\w+)`?\s*\(/i;
const ALTER_TABLE = /^\s*ALTER TABLE `?(\w+)`?\s/i;
const ADD_COLUMN = /\bADD COLUMN `?(\w+)`?/gi;
/** A definition in CREATE TABLE that begins with one of these words is a key or a condition, not a column. */
const NO_COLUMN = /^(PRIMARY|UNIQUE|KEY|INDEX|FULLTEXT|SPATIAL|CONSTRAINT|FOREIGN|CHECK)\b/i;

/** A table, and those of its columns that a statement creates. */
export interface CreatedColumns {
  readonly table: string;
  readonly columns: readonly string[];
  /** Whether the statement creates the table, which then has no other columns. */
  readonly isWholeTable: boolean;
}

/** Undefined for statements that create neither a table nor a column. */
export function createdBy(statement: string): CreatedColumns | undefined {
  const created = CREATE_TABLE.exec(statement);
  if (created) {
    const columns = definitionsIn(statement.slice(created[0].length)).filter((text) => !NO_COLUMN.test(text));
    return {
      table: created[1] as string,
      columns: columns.map((text) => (/^`?(\w+)/.exec(text) as RegExpExecArray)[1] as string),
      isWholeTable: true,
    };
  }
  const table = ALTER_TABLE.exec(statement)?.[1];
  const columns = [...statement.matchAll(ADD_COLUMN)].map(([, column]) => column as string);
  return table && columns.length > 0 ? { table, columns, isWholeTable: false } : undefined;
}

/** Splits the text after the opening parenthesis at its commas, but not inside parentheses and quotes. */
function definitionsIn(text: string): string[] {
  const definitions = [''];
  let depth = 0;
  for (const [token] of text.matchAll(/'(?:[^'\\]|\\.|'')*'|[^']/gs)) {
    if (token === ')' && depth === 0) break;
    if (token === '(') depth++;
    if (token === ')') depth--;
    if (token === ',' && depth === 0) definitions.push('');
    else definitions[definitions.length - 1] += token;
  }
  return definitions.map((definition) => definition.trim());
}

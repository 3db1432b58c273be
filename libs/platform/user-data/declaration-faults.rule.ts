import { columnNameOf, type TableDeclaration } from './table-declaration';

/** Returns the faults of a single declaration, one sentence each. */
export function declarationFaults(table: TableDeclaration): string[] {
  return table.holds === 'user-data' ? userDataFaults(table) : otherFaults(table);
}

function userDataFaults({ name, userColumns = [], columns = {}, retention, rows }: TableDeclaration): string[] {
  const personal = Object.entries(columns).filter(([, column]) => column.personal);
  const faults = personal
    .filter(([, column]) => !retention && !column.kept?.trim())
    .map(([column]) => `${name}.${column} is personal and its declaration does not say how long it is kept.`);
  faults.push(
    ...personal
      .filter(([, column]) => !column.why?.trim())
      .map(([column]) => `${name}.${column} is personal and its declaration does not say why it is needed.`),
  );
  for (const column of userColumns.map(columnNameOf)) {
    if (!columns[column]) faults.push(`${name} names ${column} as a user column, and does not declare that column.`);
  }
  if (retention && !columns[retention.since])
    faults.push(`${name} counts its retention from ${retention.since}, and does not declare that column.`);
  if (rows?.json && rows.import === 'allowed')
    faults.push(`${name} imports JSON, and its declaration does not check it.`);
  return faults;
}

function otherFaults({ name, why, columns = {} }: TableDeclaration): string[] {
  const faults = why?.trim() ? [] : [`${name} is declared to hold no user data, and does not say why.`];
  const personal = Object.entries(columns).filter(([, column]) => column.personal);
  return [
    ...faults,
    ...personal.map(([column]) => `${name}.${column} is personal, in a table declared to hold no user data.`),
  ];
}

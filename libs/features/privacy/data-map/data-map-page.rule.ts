import { escapeHtml } from '@platform/text/escape-html.rule';
import type { DataMapTable } from '@platform/user-data/data-map.rule';

/** A page for people: each table with its personal columns, and the tables without personal data with the reason. */
export function dataMapPage(tables: readonly DataMapTable[]): string {
  const kept = tables.filter(({ columns }) => columns.some(({ personal }) => personal));
  const others = tables.filter((table) => !kept.includes(table));
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>Data map</title>
    <style>
      :root { color-scheme: light dark; }
      body { margin: 2rem auto; max-width: 70rem; padding: 0 1rem; font: 1rem/1.5 system-ui, sans-serif; }
      h2 { margin: 2rem 0 0.5rem; font-size: 1.1rem; }
      table { width: 100%; border-collapse: collapse; }
      th, td { padding: 0.3rem 0.6rem; border-bottom: 1px solid #8886; text-align: left; vertical-align: top; }
      th { font-weight: 600; }
    </style>
  </head>
  <body>
    <h1>Data map</h1>
    <p>The personal data that this installation keeps, by table: why, for how long, how it is protected, and who can
    read it. The user can always read and export it.</p>
${kept.map(section).join('\n')}
    <h2>Tables without personal data</h2>
    <table>
      <tr><th>Table</th><th>What it contains</th></tr>
${others.map(({ table, why }) => `      <tr><td>${escapeHtml(table)}</td><td>${escapeHtml(why ?? 'technical data')}</td></tr>`).join('\n')}
    </table>
  </body>
</html>
`;
}

function section({ table, database, provider, readers, columns }: DataMapTable): string {
  const rows = columns
    .filter(({ personal }) => personal)
    .map(({ name, why, kept, protection = 'plain' }) =>
      [name, why, kept, protection].map((text) => `<td>${escapeHtml(text)}</td>`).join(''),
    );
  const staff =
    readers.length > 0 ? `Staff and apps with the permission ${readers.map(escapeHtml).join(' or ')} can read it.` : '';
  return `    <h2>${escapeHtml(table)}</h2>
    <p>Kept by ${escapeHtml(provider)} in the database ${escapeHtml(database)}. ${staff}</p>
    <table>
      <tr><th>Column</th><th>Purpose</th><th>Kept</th><th>Protection</th></tr>
${rows.map((cells) => `      <tr>${cells}</tr>`).join('\n')}
    </table>`;
}

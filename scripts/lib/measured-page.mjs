// Writes figures into a page of docs/, as a table in Prettier's format between two markers.
import fs from 'node:fs';
import path from 'node:path';
import { Failure } from './failure.mjs';
import { root } from './paths.mjs';

/** A Markdown table; the first of `lines` is the head. */
export function markdownTable(lines) {
  const widths = lines[0].map((_, at) => Math.max(3, ...lines.map((cells) => cells[at].length)));
  const formatted = lines.map((cells) => `| ${cells.map((cell, at) => cell.padEnd(widths[at])).join(' | ')} |`);
  formatted.splice(1, 0, `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`);
  return formatted.join('\n');
}

/** Adds the date, because it identifies the version that was measured. */
export function writeMeasured(page, name, text) {
  const file = path.join(root, 'docs', page);
  const before = fs.readFileSync(file, 'utf8');
  const marks = [`<!-- ${name}:begin -->`, `<!-- ${name}:end -->`];
  const [begin, end] = marks.map((mark) => before.indexOf(mark));
  if (begin < 0 || end < begin) throw new Failure(`docs/${page} lacks ${marks.join(' and ')}.`);
  const measured = `${marks[0]}\n\nMeasured ${new Date().toISOString().slice(0, 10)}.\n\n${text}\n\n`;
  fs.writeFileSync(file, before.slice(0, begin) + measured + before.slice(end));
}

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

/** Returns what stands between the markers. */
export function readMeasured(page, name) {
  const { text, begin, end } = find(page, name);
  return text.slice(begin, end);
}

/** Adds the date, because it identifies the version that was measured. */
export function writeMeasured(page, name, text) {
  const { file, text: before, begin, end } = find(page, name);
  const measured = `\n\nMeasured ${new Date().toISOString().slice(0, 10)}.\n\n${text}\n\n`;
  fs.writeFileSync(file, before.slice(0, begin) + measured + before.slice(end));
}

/** `begin` and `end` are the positions after the first marker and before the second one. */
function find(page, name) {
  const file = path.join(root, 'docs', page);
  const text = fs.readFileSync(file, 'utf8');
  const marks = [`<!-- ${name}:begin -->`, `<!-- ${name}:end -->`];
  const [begin, end] = marks.map((mark) => text.indexOf(mark));
  if (begin < 0 || end < begin) throw new Failure(`docs/${page} lacks ${marks.join(' and ')}.`);
  return { file, text, begin: begin + marks[0].length, end };
}

import type { Block, Segments, Template } from './template.rule';

export type Values = Readonly<Record<string, string>>;

export interface FilledTemplate {
  readonly subject: string;
  readonly text: string;
  /** To be put into a layout. */
  readonly html: string;
}

export function fillTemplate({ subject, blocks }: Template, given: Values): FilledTemplate {
  const values = cleaned(given);
  return {
    subject: fillText(subject, values),
    text: `${blocks.map((block) => textOf(block, values)).join('\n\n')}\n`,
    html: blocks.map((block) => htmlOf(block, values)).join('\n'),
  };
}

/** A layout, or a whole HTML part: its own text is HTML, the values are not. `html` holds what is. */
export function fillHtml(pieces: Segments, given: Values, html: Values = {}): string {
  const values = cleaned(given);
  return pieces
    .map((piece) => (typeof piece === 'string' ? piece : (html[piece.value] ?? escapeHtml(values[piece.value] ?? ''))))
    .join('');
}

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"'`]/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** On one line, and nothing invisible: also what turns the direction of a text round. */
export function cleanValue(text: string): string {
  return text
    .toWellFormed()
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069\uFEFF]+/gu, ' ')
    .trim();
}

function cleaned(values: Values): Values {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, cleanValue(value)]));
}

function fillText(pieces: Segments, values: Values): string {
  return pieces.map((piece) => (typeof piece === 'string' ? piece : (values[piece.value] ?? ''))).join('');
}

function textOf(block: Block, values: Values): string {
  if (block.kind === 'button') return `${fillText(block.label, values)}:\n${values[block.link] ?? ''}`;
  return block.kind === 'code' ? `    ${fillText(block.pieces, values)}` : fillText(block.pieces, values);
}

function htmlOf(block: Block, values: Values): string {
  const filled = (pieces: Segments) => escapeHtml(fillText(pieces, values));
  if (block.kind === 'button')
    return `<p><a class="button" href="${escapeHtml(values[block.link] ?? '')}">${filled(block.label)}</a></p>`;
  return block.kind === 'code' ? `<p class="code">${filled(block.pieces)}</p>` : `<p>${filled(block.pieces)}</p>`;
}

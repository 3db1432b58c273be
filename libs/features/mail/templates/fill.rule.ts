import { escapeHtml } from '@platform/text/escape-html.rule';
import { cleanValue, cleanValues, fillText, type Segments, type Values } from '@platform/text/placeholders.rule';
import type { MailDefinition } from '../define-mail';
import type { Block, Template } from './template.rule';

export interface FilledTemplate {
  readonly subject: string;
  readonly text: string;
  /** The content for a layout. */
  readonly html: string;
}

/** The values in `multiline` keep their line breaks, and the link `unsubscribe` is no button. */
export function fillTemplate(
  { subject, blocks }: Template,
  rawValues: Values,
  { multiline = [], unsubscribe }: Pick<Partial<MailDefinition>, 'multiline' | 'unsubscribe'> = {},
): FilledTemplate {
  const lines = multiline.map((name) => [name, cleanLines(rawValues[name] ?? '')] as const);
  const values = { ...cleanValues(rawValues), ...Object.fromEntries(lines) };
  return {
    subject: fillText(subject, values),
    text: `${blocks.map((block) => textOf(block, values)).join('\n\n')}\n`,
    html: blocks.map((block) => htmlOf(block, values, unsubscribe)).join('\n'),
  };
}

/** Fills a layout or a custom HTML part. Values are escaped, except those in `html`. */
export function fillHtml(pieces: Segments, rawValues: Values, html: Values = {}): string {
  const values = cleanValues(rawValues);
  return pieces
    .map((piece) => (typeof piece === 'string' ? piece : (html[piece.value] ?? escapeHtml(values[piece.value] ?? ''))))
    .join('');
}

function textOf(block: Block, values: Values): string {
  if (block.kind === 'button') return `${fillText(block.label, values)}:\n${values[block.link] ?? ''}`;
  return block.kind === 'code' ? `    ${fillText(block.pieces, values)}` : fillText(block.pieces, values);
}

function htmlOf(block: Block, values: Values, unsubscribe: string | undefined): string {
  const valueOf = (name: string) => escapeHtml(values[name] ?? '').replaceAll('\n', '<br />\n');
  const escaped = (pieces: Segments) =>
    pieces.map((piece) => (typeof piece === 'string' ? escapeHtml(piece) : valueOf(piece.value))).join('');
  if (block.kind === 'button') {
    const look = block.link === unsubscribe ? 'small' : 'button';
    return `<p><a class="${look}" href="${escapeHtml(values[block.link] ?? '')}">${escaped(block.label)}</a></p>`;
  }
  return block.kind === 'code' ? `<p class="code">${escaped(block.pieces)}</p>` : `<p>${escaped(block.pieces)}</p>`;
}

function cleanLines(text: string): string {
  return text.split('\n').map(cleanValue).join('\n');
}

import { escapeHtml } from '@platform/text/escape-html.rule';
import { cleanValues, fillText, type Segments, type Values } from '@platform/text/placeholders.rule';
import type { Block, Template } from './template.rule';

export interface FilledTemplate {
  readonly subject: string;
  readonly text: string;
  /** The content for a layout. */
  readonly html: string;
}

export function fillTemplate({ subject, blocks }: Template, rawValues: Values): FilledTemplate {
  const values = cleanValues(rawValues);
  return {
    subject: fillText(subject, values),
    text: `${blocks.map((block) => textOf(block, values)).join('\n\n')}\n`,
    html: blocks.map((block) => htmlOf(block, values)).join('\n'),
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

function htmlOf(block: Block, values: Values): string {
  const escaped = (pieces: Segments) => escapeHtml(fillText(pieces, values));
  if (block.kind === 'button')
    return `<p><a class="button" href="${escapeHtml(values[block.link] ?? '')}">${escaped(block.label)}</a></p>`;
  return block.kind === 'code' ? `<p class="code">${escaped(block.pieces)}</p>` : `<p>${escaped(block.pieces)}</p>`;
}

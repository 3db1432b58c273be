/** A piece of text, or a placeholder for a value. */
export type Segment = string | { readonly value: string };
export type Segments = readonly Segment[];

export type Block =
  | { readonly kind: 'paragraph' | 'code'; readonly pieces: Segments }
  | { readonly kind: 'button'; readonly label: Segments; readonly link: string };

/** A parsed template. It is parsed before values are filled in, so that a value cannot become a link or a paragraph. */
export interface Template {
  readonly subject: Segments;
  readonly blocks: readonly Block[];
}

/** The fault of a template, worded to follow the file name. */
export class TemplateFault extends Error {}

const SUBJECT = /^Subject:[ \t]*(\S.*)$/;
const BUTTON = /^\[([^[\]]+)\]\(\{\{\s*([A-Za-z]\w*)\s*\}\}\)$/;
const CODE = /^\*\*([^*]+)\*\*$/;

export function parseTemplate(source: string): Template {
  const [first = '', ...rest] = normalized(source).split('\n');
  const subject = SUBJECT.exec(first)?.[1];
  if (!subject) throw new TemplateFault('must begin with a line `Subject: …`');
  const paragraphs = rest
    .join('\n')
    .split(/\n[ \t]*\n/)
    .map((paragraph) => paragraph.trim())
    .filter(Boolean);
  if (paragraphs.length === 0) throw new TemplateFault('has a subject but no text');
  return { subject: piecesOf(subject.trim()), blocks: paragraphs.map(blockOf) };
}

/** Splits text into pieces and placeholders. Also used for layouts and custom HTML parts. */
export function piecesOf(text: string): Segments {
  const pieces = text.split(/(\{\{\s*[A-Za-z]\w*\s*\}\})/).flatMap((part, index): Segment[] => {
    if (index % 2 === 1) return [{ value: part.slice(2, -2).trim() }];
    return part ? [part] : [];
  });
  const broken = pieces.find((piece) => typeof piece === 'string' && /\{\{|\}\}/.test(piece));
  if (broken) throw new TemplateFault('has {{ or }} that do not enclose the name of a value');
  return pieces;
}

export function namesIn(pieces: Segments): string[] {
  return pieces.flatMap((piece) => (typeof piece === 'string' ? [] : [piece.value]));
}

function blockOf(paragraph: string): Block {
  const button = BUTTON.exec(paragraph);
  if (button) return { kind: 'button', label: piecesOf(button[1] as string), link: button[2] as string };
  const code = CODE.exec(paragraph);
  if (code) return { kind: 'code', pieces: piecesOf(code[1] as string) };
  return { kind: 'paragraph', pieces: piecesOf(paragraph) };
}

function normalized(source: string): string {
  return source.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n');
}

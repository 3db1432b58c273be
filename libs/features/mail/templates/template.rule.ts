import { piecesOf, TemplateFault, type Segments } from '@platform/text/placeholders.rule';

export type Block =
  | { readonly kind: 'paragraph' | 'code'; readonly pieces: Segments }
  | { readonly kind: 'button'; readonly label: Segments; readonly link: string };

/** A parsed template. It is parsed before values are filled in, so that a value cannot become a link or a paragraph. */
export interface Template {
  readonly subject: Segments;
  readonly blocks: readonly Block[];
}

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

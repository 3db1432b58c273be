/** A line of text with the position of its event. */
export interface PositionedText {
  readonly position: number;
  readonly text: string;
}

/** Combines lines, in their order, to texts of at most this size. A longer line is a text by itself. */
export async function* batchesOf(
  lines: AsyncIterable<PositionedText>,
  maxBytes: number,
): AsyncGenerator<PositionedText> {
  let texts: string[] = [];
  let bytes = 0;
  let position = 0;
  for await (const line of lines) {
    const size = Buffer.byteLength(line.text);
    if (texts.length > 0 && bytes + size > maxBytes) {
      yield { position, text: texts.join('') };
      texts = [];
      bytes = 0;
    }
    texts.push(line.text);
    bytes += size;
    position = line.position;
  }
  if (texts.length > 0) yield { position, text: texts.join('') };
}

const LINE_FEED = 10;

export class LineTooLong extends Error {}

/** Splits a stream into lines, without their line feeds. Only one line and one chunk are in memory at a time. */
export async function* linesIn(chunks: AsyncIterable<Uint8Array>, maxBytes: number): AsyncGenerator<Buffer> {
  let pieces: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of chunks) {
    let from = 0;
    for (let at = chunk.indexOf(LINE_FEED); at >= 0; at = chunk.indexOf(LINE_FEED, from)) {
      yield Buffer.concat([...pieces, chunk.subarray(from, at)]);
      [pieces, size, from] = [[], 0, at + 1];
    }
    pieces.push(chunk.subarray(from));
    size += chunk.length - from;
    if (size > maxBytes) throw new LineTooLong(`A line has more than ${maxBytes} bytes.`);
  }
  if (size > 0) yield Buffer.concat(pieces);
}

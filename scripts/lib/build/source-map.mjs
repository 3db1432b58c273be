// The source map of a bundle, reduced to what a stack trace needs.

/** Keeps only the product's own sources and only the start of each line: libraries and columns are left out. */
export async function ownLinesOnly(text) {
  const { decode, encode } = await import('@jridgewell/sourcemap-codec');
  const map = JSON.parse(text);
  const isOwn = map.sources.map((source) => !source.includes('node_modules'));
  const numbers = new Map();
  const numberOf = (source) => numbers.get(source) ?? numbers.set(source, numbers.size).get(source);
  const isNew = ([, source, line], previous) => !previous || previous[1] !== source || previous[2] !== line;
  const lines = decode(map.mappings).map((segments) =>
    segments
      .filter((segment, at) => isNew(segment, segments[at - 1]))
      .map(([column, source, line]) => (isOwn[source] ? [column, numberOf(source), line, 0] : [column])),
  );
  const sources = [...numbers.keys()].map((source) => map.sources[source]);
  return JSON.stringify({ version: 3, sources, names: [], mappings: encode(lines) });
}

// Finds folders of libs/ that import each other. A rule of dependency-cruiser finds the cycles of files.
import path from 'node:path';

/** Files that wire a folder and its subfolders: they may import every subfolder, and no subfolder imports them. */
const WIRING = /(^index|\.(module|part|user-data|clean-up))\.ts$/;
/** Files that only declare something for a folder and its subfolders. */
const DECLARATION = /\.(config|errors|events|mails|migration|notifications|one-time|permissions|tags)\.ts$/;

/** One sentence for each cycle. `imports` are pairs of files. */
export function folderCycles(imports) {
  const found = [...cyclesOfFolders(imports), ...cyclesOfSiblings(imports)];
  // Folders without subfolders are found both ways.
  return [...new Map(found.reverse().map((cycle) => [cycle.split('\n')[0], cycle])).values()].reverse();
}

/** Cycles of folders with all that is in them, such as two folders of the platform. Wiring may import everything. */
function cyclesOfSiblings(imports) {
  const graph = new Map();
  const node = (name) => {
    if (!graph.has(name)) graph.set(name, { folder: name, to: new Map() });
    return graph.get(name);
  };
  for (const [from, to] of imports) {
    if ([from, to].some((file) => WIRING.test(path.basename(file)))) continue;
    const siblings = siblingsOf(from, to);
    if (!siblings) continue;
    const [a, b] = siblings;
    node(b);
    const edges = node(a).to;
    edges.set(b, [...(edges.get(b) ?? []), `${from} → ${to}`]);
  }
  return stronglyConnected(graph).map((names) => sentenceOf(names, graph));
}

/** The two folders in which the files are, directly below the folder that both are in; undefined without two. */
function siblingsOf(from, to) {
  const [a, b] = [from, to].map((file) => path.dirname(file).split('/'));
  const common = a.findIndex((part, at) => part !== b[at]);
  if (common === -1 || b.length <= common) return undefined;
  return [a, b].map((parts) => parts.slice(0, common + 1).join('/'));
}

function cyclesOfFolders(imports) {
  const withSubfolders = new Set();
  for (const file of imports.flat()) {
    for (let folder = path.dirname(file); folder !== '.'; folder = path.dirname(folder)) {
      withSubfolders.add(path.dirname(folder));
    }
  }
  const graph = new Map();
  for (const [from, to] of imports) {
    const [a, b] = [nodeOf(from, withSubfolders), nodeOf(to, withSubfolders)];
    if (a.name === b.name) continue;
    if (!graph.has(a.name)) graph.set(a.name, { folder: a.folder, to: new Map() });
    if (!graph.has(b.name)) graph.set(b.name, { folder: b.folder, to: new Map() });
    const edges = graph.get(a.name).to;
    edges.set(b.name, [...(edges.get(b.name) ?? []), `${from} → ${to}`]);
  }
  return stronglyConnected(graph)
    .filter((names) => new Set(names.map((name) => graph.get(name).folder)).size > 1)
    .map((names) => sentenceOf(names, graph));
}

function nodeOf(file, withSubfolders) {
  const folder = path.dirname(file);
  if (!withSubfolders.has(folder)) return { name: folder, folder };
  const base = path.basename(file);
  if (WIRING.test(base)) return { name: `${folder} (wiring)`, folder };
  return DECLARATION.test(base) ? { name: `${folder} (declarations)`, folder } : { name: folder, folder };
}

function sentenceOf(names, graph) {
  const inside = new Set(names);
  const examples = names.flatMap((name) =>
    [...graph.get(name).to]
      .filter(([to]) => inside.has(to))
      .map(([to, [first]]) => `  ${name} imports ${to}: ${first}`),
  );
  return [`These folders import each other: ${[...names].sort().join(', ')}.`, ...examples].join('\n');
}

/** Tarjan's algorithm: returns each strongly connected component with more than one node. */
function stronglyConnected(graph) {
  const index = new Map();
  const low = new Map();
  const stack = [];
  const found = [];
  const visit = (name) => {
    index.set(name, index.size);
    low.set(name, index.get(name));
    stack.push(name);
    for (const to of graph.get(name).to.keys()) {
      if (!index.has(to)) visit(to);
      if (stack.includes(to)) low.set(name, Math.min(low.get(name), low.get(to)));
    }
    if (low.get(name) !== index.get(name)) return;
    const component = stack.splice(stack.indexOf(name));
    if (component.length > 1) found.push(component);
  };
  for (const name of graph.keys()) if (!index.has(name)) visit(name);
  return found;
}

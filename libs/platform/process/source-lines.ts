import { readFileSync } from 'node:fs';
import { SourceMap, type SourceMapPayload } from 'node:module';
import { dirname, relative, resolve } from 'node:path';
import { lazily } from './lazily';

const PROGRAM = process.argv[1] ?? '';
const FRAME = /([^\s()]+):(\d+):(\d+)/g;

/**
 * The source map is read when a stack first needs it. `--enable-source-maps` would read it at start and keep 25 MiB in
 * memory.
 */
const programMap = lazily(() => readMap(PROGRAM));

/** Replaces the positions in the bundle by the positions in the source files. */
export function withSourceLines(stack: string, program = PROGRAM, map = programMap): string {
  if (!program || !stack.includes(program)) return stack;
  return stack.replace(FRAME, (position: string, file: string, line: string, column: string) => {
    if (file !== program) return position;
    const found = map()?.findEntry(Number(line) - 1, Number(column) - 1);
    if (!found || !('originalSource' in found) || !found.originalSource) return position;
    return `${relative(process.cwd(), resolve(dirname(program), found.originalSource))}:${found.originalLine + 1}`;
  });
}

export function stackOf(error: unknown): string {
  return error instanceof Error && error.stack ? withSourceLines(error.stack) : String(error);
}

/** Returns undefined if there is no bundle, for example in a test. */
export function readMap(program: string): SourceMap | undefined {
  try {
    return new SourceMap(JSON.parse(readFileSync(`${program}.map`, 'utf8')) as SourceMapPayload);
  } catch {
    return undefined;
  }
}

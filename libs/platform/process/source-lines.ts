import { readFileSync } from 'node:fs';
import { SourceMap, type SourceMapPayload } from 'node:module';
import { dirname, relative, resolve } from 'node:path';
import { lazily } from './lazily';

const PROGRAM = process.argv[1] ?? '';
const FRAME = /([^\s()]+):(\d+):(\d+)/g;

/**
 * The source map is read with the first stack that needs it. `--enable-source-maps` would read it at the start, and
 * keep 25 MiB for it.
 */
const programMap = lazily(() => readMap(PROGRAM));

/** A stack with the places in the bundle replaced by those in the sources. */
export function withSourceLines(stack: string, program = PROGRAM, map = programMap): string {
  if (!program || !stack.includes(program)) return stack;
  return stack.replace(FRAME, (place: string, file: string, line: string, column: string) => {
    if (file !== program) return place;
    const found = map()?.findEntry(Number(line) - 1, Number(column) - 1);
    if (!found || !('originalSource' in found) || !found.originalSource) return place;
    return `${relative(process.cwd(), resolve(dirname(program), found.originalSource))}:${found.originalLine + 1}`;
  });
}

export function stackOf(error: unknown): string {
  return error instanceof Error && error.stack ? withSourceLines(error.stack) : String(error);
}

/** Undefined where there is no bundle, as in a test. */
export function readMap(program: string): SourceMap | undefined {
  try {
    return new SourceMap(JSON.parse(readFileSync(`${program}.map`, 'utf8')) as SourceMapPayload);
  } catch {
    return undefined;
  }
}

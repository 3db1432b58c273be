import { RE2JS } from 're2js';

/** A pattern whose matching takes time in proportion to the text, whatever the two are. Throws when there is none. */
export function compilePattern(pattern: string): RE2JS {
  return RE2JS.compile(RE2JS.translateRegExp(pattern));
}

/** How much work a pattern is for each character; undefined when it does not exist in RE2. */
export function patternCost(pattern: string): number | undefined {
  try {
    return compilePattern(pattern).programSize();
  } catch {
    return undefined;
  }
}

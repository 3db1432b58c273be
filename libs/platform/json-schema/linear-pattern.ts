import { RE2JS } from 're2js';

/** Compiles a pattern that matches in linear time. Throws if RE2 does not support it. */
export function compilePattern(pattern: string): RE2JS {
  return RE2JS.compile(RE2JS.translateRegExp(pattern));
}

/** Returns the cost of a pattern per character; undefined if RE2 does not support it. */
export function patternCost(pattern: string): number | undefined {
  try {
    return compilePattern(pattern).programSize();
  } catch {
    return undefined;
  }
}

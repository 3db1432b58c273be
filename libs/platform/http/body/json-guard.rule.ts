export const MAX_DEPTH = 32;
export const MAX_KEYS = 1000;

/** The JSON is rejected. The message gives the reason in one sentence. */
export class RefusedJson extends Error {}

const QUOTE = 34;
const BACKSLASH = 92;
const OPEN_BRACE = 123;
const CLOSE_BRACE = 125;
const OPEN_BRACKET = 91;
const CLOSE_BRACKET = 93;
const COLON = 58;
/** Names that every object inherits. A value with such a name could be mistaken for the inherited one. */
const FORBIDDEN_KEYS = new Set([...Object.getOwnPropertyNames(Object.prototype), 'prototype']);
/** Only matching text can contain a value that would not be returned exactly, so only then the values are checked. */
const POSSIBLY_INEXACT = /\\u[dD][89a-fA-F]|[eE][+]?\d|\d{16}/;

/**
 * Scans the text before it is parsed, and rejects what a parser would silently accept: duplicate keys (two parsers
 * could use different values), keys that reach the prototype of an object, and nesting or sizes that only serve to
 * block the process.
 */
export function guardJson(text: string, maxKeys = MAX_KEYS): void {
  const open: (Set<string> | null)[] = [];
  let keys = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) {
      const end = endOfString(text, at);
      const names = open[open.length - 1];
      if (names && nextCode(text, end + 1) === COLON) {
        if (++keys > maxKeys) throw new RefusedJson(`The JSON has more than ${maxKeys} keys.`);
        addName(names, text.slice(at, end + 1));
      }
      at = end;
    } else if (code === OPEN_BRACE || code === OPEN_BRACKET) {
      open.push(code === OPEN_BRACE ? new Set() : null);
      if (open.length > MAX_DEPTH) throw new RefusedJson(`The JSON is nested deeper than ${MAX_DEPTH} levels.`);
    } else if (code === CLOSE_BRACE || code === CLOSE_BRACKET) {
      open.pop();
    }
  }
}

function addName(names: Set<string>, quoted: string): void {
  // Two spellings of a name ("a" and "\\u0061") are the same key.
  const name = quoted.includes('\\') ? String(parseOrRefuse(quoted)) : quoted.slice(1, -1);
  if (FORBIDDEN_KEYS.has(name)) throw new RefusedJson(`The JSON has the key ${name}, which is not allowed.`);
  if (names.has(name)) throw new RefusedJson('The JSON has the same key twice in one object.');
  names.add(name);
}

function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === BACKSLASH) at++;
    else if (code === QUOTE) return at;
  }
  throw new RefusedJson('The body is not valid JSON.');
}

function nextCode(text: string, from: number): number {
  let at = from;
  while (at < text.length && text.charCodeAt(at) <= 32) at++;
  return text.charCodeAt(at);
}

/** Parses guarded JSON. */
export function parseGuarded(text: string, maxKeys = MAX_KEYS): unknown {
  guardJson(text, maxKeys);
  const value = parseOrRefuse(text);
  if (POSSIBLY_INEXACT.test(text)) rejectInexact(value);
  return value;
}

function parseOrRefuse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new RefusedJson('The body is not valid JSON.');
  }
}

/** Lone surrogates and imprecise numbers would be returned differently than they were sent. */
function rejectInexact(value: unknown): void {
  if (typeof value === 'string' && !value.isWellFormed()) {
    throw new RefusedJson('The JSON has text that is not well-formed Unicode.');
  }
  if (
    typeof value === 'number' &&
    (!Number.isFinite(value) || (Number.isInteger(value) && !Number.isSafeInteger(value)))
  ) {
    throw new RefusedJson('The JSON has a number that is too large to be kept exactly.');
  }
  if (typeof value !== 'object' || value === null) return;
  for (const [name, inner] of Object.entries(value)) {
    rejectInexact(name);
    rejectInexact(inner);
  }
}

/** The media type of a Content-Type header in lower case, without parameters; undefined when there is none. */
export function mediaTypeOf(header: string | undefined): string | undefined {
  const [type = ''] = (header ?? '').split(';');
  const plain = type.trim().toLowerCase();
  return /^[\w.+!#$&^-]+\/[\w.+!#$&^-]+$/.test(plain) ? plain : undefined;
}

/** Patterns are media types, `image/*` or `*` + `/*`. */
export function isOneOf(type: string, patterns: readonly string[]): boolean {
  const [kind] = type.split('/');
  return patterns.some((pattern) => pattern === type || pattern === `${kind}/*` || pattern === '*/*');
}

export interface ContentFacts {
  /** The type that the first bytes show, if they show one. */
  readonly found: string | undefined;
  readonly declared: string;
  /** Whether content of the declared type can be recognised by its first bytes. */
  readonly isRecognisable: boolean;
}

/** An animated PNG is a PNG to everyone who does not animate it. */
const SPECIAL_CASES: Readonly<Record<string, string>> = { 'image/apng': 'image/png' };

/**
 * The type of the content, or undefined when that is not allowed. The first bytes decide. The declared type is only
 * believed where content has no signature, as text.
 */
export function contentType(facts: ContentFacts, allowed: readonly string[]): string | undefined {
  const type = facts.found ?? (facts.isRecognisable ? undefined : facts.declared);
  if (type === undefined) return undefined;
  const general = Object.hasOwn(SPECIAL_CASES, type) ? (SPECIAL_CASES[type] as string) : type;
  return isOneOf(type, allowed) || isOneOf(general, allowed) ? type : undefined;
}

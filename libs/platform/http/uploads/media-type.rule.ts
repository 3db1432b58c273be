/** The media type of a Content-Type header in lower case, without parameters; undefined if there is none. */
export function mediaTypeOf(header: string | undefined): string | undefined {
  const [type = ''] = (header ?? '').split(';');
  const plain = type.trim().toLowerCase();
  return /^[\w.+!#$&^-]+\/[\w.+!#$&^-]+$/.test(plain) ? plain : undefined;
}

/** Whether a Content-Type header names another character set than UTF-8. */
export function hasOtherCharset(header: string | undefined): boolean {
  const charset = /;\s*charset="?([^";\s]+)/i.exec(header ?? '')?.[1];
  return charset !== undefined && charset.toLowerCase() !== 'utf-8';
}

/** Patterns are media types, `image/*` or `*` + `/*`. */
export function isOneOf(type: string, patterns: readonly string[]): boolean {
  const [kind] = type.split('/');
  return patterns.some((pattern) => pattern === type || pattern === `${kind}/*` || pattern === '*/*');
}

export interface ContentFacts {
  /** The type detected from the first bytes, if any. */
  readonly found: string | undefined;
  readonly declared: string;
  /** Whether content of the declared type can be detected from its first bytes. */
  readonly isRecognisable: boolean;
}

/** Programs that do not support animated PNG read it as PNG. */
const GENERAL_TYPES: Readonly<Record<string, string>> = { 'image/apng': 'image/png' };

/**
 * Returns the type of the content, or undefined if it is not allowed. The first bytes decide. The declared type counts
 * only for content without a signature, such as text.
 */
export function contentType(facts: ContentFacts, allowed: readonly string[]): string | undefined {
  const type = facts.found ?? (facts.isRecognisable ? undefined : facts.declared);
  if (type === undefined) return undefined;
  const general = Object.hasOwn(GENERAL_TYPES, type) ? (GENERAL_TYPES[type] as string) : type;
  return isOneOf(type, allowed) || isOneOf(general, allowed) ? type : undefined;
}

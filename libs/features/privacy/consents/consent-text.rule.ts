import { createHash } from 'node:crypto';

interface Text {
  readonly purpose: string;
  readonly version: string;
  readonly required: boolean;
  readonly texts: Readonly<Record<string, string>>;
}

/** A text in one language, as users see it. */
export interface ShownText {
  readonly purpose: string;
  readonly version: string;
  readonly required: boolean;
  readonly locale: string;
  readonly text: string;
  /** The SHA-256 hash of the text, in hexadecimal. */
  readonly hash: string;
}

/** The newest version of each purpose. The versions must be in the order of their creation. */
export function currentTexts<T extends Text>(all: readonly T[]): T[] {
  return [...new Map(all.map((text) => [text.purpose, text])).values()].sort((a, b) =>
    a.purpose < b.purpose ? -1 : 1,
  );
}

/** The text in this language, or in the language without its region, or in English, or in any language. */
export function shownIn({ purpose, version, required, texts }: Text, language: string): ShownText {
  const candidates = [language, language.split('-')[0] ?? '', 'en', ...Object.keys(texts)];
  const locale = candidates.find((candidate) => Object.hasOwn(texts, candidate)) ?? '';
  const text = texts[locale] ?? '';
  return { purpose, version, required, locale, text, hash: hashOf(text).toString('hex') };
}

export function hashOf(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

interface Accepted {
  readonly purpose: string;
  readonly version: string;
}

interface Given extends Accepted {
  readonly given: boolean;
}

/** The required texts whose current version the user has neither accepted before nor accepts now. */
export function missingTexts<T extends Text>(
  current: readonly T[],
  before: readonly Given[],
  accepted: readonly Accepted[],
): T[] {
  const isAccepted = ({ purpose, version }: T) =>
    accepted.some((one) => one.purpose === purpose && one.version === version) ||
    before.some((one) => one.purpose === purpose && one.version === version && one.given);
  return current.filter((text) => text.required && !isAccepted(text));
}

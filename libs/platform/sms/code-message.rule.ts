import { FALLBACK_LANGUAGE, nearestLanguage } from '@platform/text/nearest-language.rule';

interface Code {
  readonly app: string;
  readonly code: string;
  readonly minutes: number;
}

const TEXTS: Readonly<Record<string, (code: Code) => string>> = {
  en: ({ app, code, minutes }) =>
    `${code} is your ${app} code. It expires in ${minutes} minutes. Do not share it with anyone.`,
  de: ({ app, code, minutes }) =>
    `${code} ist Ihr ${app}-Code. Er ist ${minutes} Minuten gültig. Geben Sie ihn an niemanden weiter.`,
};

/** The code comes first, because phones show the beginning of a message. */
export function codeMessage(language: string, code: Code): string {
  const found = nearestLanguage(language, new Set(Object.keys(TEXTS))) ?? FALLBACK_LANGUAGE;
  return (TEXTS[found] as (code: Code) => string)(code);
}

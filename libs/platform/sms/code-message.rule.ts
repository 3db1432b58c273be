import { FALLBACK_LANGUAGE, nearestLanguage } from '@platform/text/nearest-language.rule';
import type { CodeKind } from './text-message.entity';

interface Code {
  readonly purpose: CodeKind;
  readonly app: string;
  readonly code: string;
  readonly minutes: number;
}

interface Language {
  /** Users who are asked for a code for something else notice it. */
  readonly purposes: Readonly<Record<CodeKind, string>>;
  readonly text: (code: Omit<Code, 'purpose'>, purpose: string) => string;
}

const LANGUAGES: Readonly<Record<string, Language>> = {
  en: {
    purposes: {
      verification: 'to verify this phone number',
      'sign-in': 'to sign in',
      'sign-in-unknown': 'to sign in',
      'second-factor': 'to confirm that it is you',
    },
    text: ({ app, code, minutes }, purpose) =>
      `${code} is your ${app} code ${purpose}. It expires in ${minutes} minutes. Do not share it with anyone.`,
  },
  de: {
    purposes: {
      verification: 'zur Bestätigung dieser Telefonnummer',
      'sign-in': 'zur Anmeldung',
      'sign-in-unknown': 'zur Anmeldung',
      'second-factor': 'zur Bestätigung, dass Sie es sind',
    },
    text: ({ app, code, minutes }, purpose) =>
      `${code} ist Ihr ${app}-Code ${purpose}. Er ist ${minutes} Minuten gültig. Geben Sie ihn an niemanden weiter.`,
  },
};

/** The code comes first, because phones show the beginning of a message. */
export function codeMessage(language: string, { purpose, ...code }: Code): string {
  const found = nearestLanguage(language, new Set(Object.keys(LANGUAGES))) ?? FALLBACK_LANGUAGE;
  const { purposes, text } = LANGUAGES[found] as Language;
  return text(code, purposes[purpose]);
}

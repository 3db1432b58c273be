import { KIND_TITLES, FIELD_TITLES } from './summary-titles';

export type SummaryLanguage = 'en' | 'de';

interface SummaryWords {
  readonly title: string;
  readonly introduction: string;
  readonly account: string;
  readonly createdAt: string;
  readonly yes: string;
  readonly no: string;
  more(count: number): string;
}

export const SUMMARY_WORDS: Readonly<Record<SummaryLanguage, SummaryWords>> = {
  en: {
    title: 'Your data',
    introduction:
      'This page shows what we store about you. The folder “data” contains all records in a machine-readable form, and the folder “files” contains your files.',
    account: 'Account',
    createdAt: 'Requested at',
    yes: 'yes',
    no: 'no',
    more: (count) => `Not shown here, but in the archive: ${count.toLocaleString('en')} more.`,
  },
  de: {
    title: 'Ihre Daten',
    introduction:
      'Diese Seite zeigt, was wir über Sie speichern. Der Ordner „data“ enthält alle Einträge in maschinenlesbarer Form, der Ordner „files“ Ihre Dateien.',
    account: 'Konto',
    createdAt: 'Angefordert am',
    yes: 'ja',
    no: 'nein',
    more: (count) => `Hier nicht angezeigt, aber im Archiv enthalten: ${count.toLocaleString('de')} weitere.`,
  },
};

export function summaryLanguageOf(locale: string): SummaryLanguage {
  return /^de\b/i.test(locale) ? 'de' : 'en';
}

export function kindTitle(kind: string, language: SummaryLanguage): string {
  return titleIn(KIND_TITLES, kind, language);
}

export function fieldTitle(field: string, language: SummaryLanguage): string {
  return titleIn(FIELD_TITLES, field, language);
}

/** A name without a title is shown in words: `createdAt` as "Created at". */
function titleIn(
  titles: Readonly<Record<string, Readonly<Record<SummaryLanguage, string>>>>,
  name: string,
  language: SummaryLanguage,
): string {
  if (Object.hasOwn(titles, name)) return (titles[name] as Record<SummaryLanguage, string>)[language];
  const words = name.replace(/([a-z0-9])([A-Z])/g, '$1 $2').toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

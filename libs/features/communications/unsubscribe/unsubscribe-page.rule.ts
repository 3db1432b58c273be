import type { Language, Text } from '@platform/errors/problem';
import { escapeHtml } from '@platform/text/escape-html.rule';

const TITLE: Text = { en: 'Unsubscribe', de: 'Abbestellen' };
const QUESTION: Text = { en: 'Stop emails about', de: 'Keine E-Mails mehr erhalten zu' };
const DONE: Text = { en: 'You will receive no more emails about', de: 'Sie erhalten keine E-Mails mehr zu' };
const INVALID: Text = {
  en: 'This link is not valid. Open it again from the email, or copy the whole link.',
  de: 'Dieser Link ist ungültig. Öffnen Sie ihn erneut über die E-Mail oder kopieren Sie den vollständigen Link.',
};

/** The page contains no script, and its form sends to this server only. */
export const UNSUBSCRIBE_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

/** Asks before it unsubscribes, because programs that check mails open each link. */
export function questionPage(topics: readonly string[], language: Language): string {
  const form = `<form method="post"><input type="hidden" name="List-Unsubscribe" value="One-Click"><button>${TITLE[language]}</button></form>`;
  return page(language, `<p>${QUESTION[language]}:</p>${list(topics)}${form}`);
}

export function donePage(topics: readonly string[], language: Language): string {
  return page(language, `<p role="status">${DONE[language]}:</p>${list(topics)}`);
}

export function invalidPage(language: Language): string {
  return page(language, `<p role="alert">${INVALID[language]}</p>`);
}

function list(topics: readonly string[]): string {
  return `<ul>${topics.map((topic) => `<li>${escapeHtml(topic)}</li>`).join('')}</ul>`;
}

function page(language: Language, body: string): string {
  return `<!doctype html>
<html lang="${language}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex"><title>${TITLE[language]}</title><style>
  :root { color-scheme: light dark; }
  main { margin: 10vh auto 0; max-width: 28rem; padding: 0 1rem; font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
  h1 { font-size: 1.5rem; line-height: 1.25; }
  button { font: inherit; padding: 0.6rem 1.2rem; }
</style></head>
<body><main><h1>${TITLE[language]}</h1>${body}</main></body>
</html>
`;
}

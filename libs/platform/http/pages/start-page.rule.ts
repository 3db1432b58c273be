import type { Language, Text } from '@platform/errors/problem';
import { PAGE_STYLE } from './render-page.rule';

const TITLE = 'userkeep';
const INTRO: Text = {
  en: 'This is the API of an application. It has no user interface.',
  de: 'Dies ist die API einer App. Sie hat keine Benutzeroberfläche.',
};
const DOCS: Text = { en: 'API documentation', de: 'API-Dokumentation' };
const HEALTH: Text = { en: 'Health status', de: 'Betriebsstatus' };

/** The HTML of `/`. It does not reveal a version. */
export function startPage(language: Language, { showsDocs }: { readonly showsDocs: boolean }): string {
  const links = [...(showsDocs ? [['/docs', DOCS[language]]] : []), ['/health/ready', HEALTH[language]]];
  const items = links.map(([href, label]) => `<li><a href="${href}">${label}</a></li>`);
  return `<!doctype html>
<html lang="${language}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex"><title>${TITLE}</title><style>${PAGE_STYLE}</style></head>
<body><main><h1>${TITLE}</h1><p>${INTRO[language]}</p><ul>${items.join('')}</ul></main></body>
</html>
`;
}

/** Tells browsers, which accept text/html by name, from programs, which accept JSON or anything. */
export function wantsPage(accept: string | undefined): boolean {
  return /(?:^|,)\s*text\/html\s*(?:;|,|$)/i.test(accept ?? '');
}

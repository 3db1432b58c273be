import type { Language, Text } from '@platform/errors/problem';
import { escapeHtml } from '@platform/text/escape-html.rule';
import type { Page } from './page';
import { pagePolicy } from './page-policy.rule';
import { PAGE_SCRIPT } from './page-script';

export const PAGE_STYLE = `
  :root { color-scheme: light dark; }
  main { margin: 10vh auto 0; max-width: 28rem; padding: 0 1rem; font: 1rem/1.5 system-ui, sans-serif; }
  h1 { font-size: 1.5rem; line-height: 1.25; }
  label, input, button { display: block; font: inherit; }
  input { box-sizing: border-box; margin: 0.25rem 0 1rem; padding: 0.6rem; width: 100%; }
  button { padding: 0.6rem 1.2rem; }
  #hint { margin: -0.5rem 0 1rem; font-size: 0.875rem; }
  li { margin: 0.5rem 0; }
  [hidden] { display: none; }
`;

const INCOMPLETE: Text = {
  en: 'This link is incomplete. Open it again from the email, or copy the whole link.',
  de: 'Dieser Link ist unvollständig. Öffnen Sie ihn erneut über die E-Mail oder kopieren Sie den vollständigen Link.',
};
const OFFLINE: Text = {
  en: 'The server could not be reached. Check your connection and try again.',
  de: 'Der Server ist nicht erreichbar. Prüfen Sie Ihre Verbindung und versuchen Sie es erneut.',
};
const NO_SCRIPT: Text = {
  en: 'This page requires JavaScript. Turn on JavaScript in your browser and reload the page.',
  de: 'Diese Seite benötigt JavaScript. Aktivieren Sie JavaScript in Ihrem Browser und laden Sie die Seite neu.',
};

export const PAGE_POLICY = pagePolicy({ script: PAGE_SCRIPT, style: PAGE_STYLE });

/** Renders a page from constant texts only. No part of a request is included, so nothing can be injected. */
export function renderPage(page: Page, language: Language): string {
  const of = (text: Text) => escapeHtml(text[language]);
  const { fieldAfterError, secondFactor } = page;
  const extraField = fieldAfterError
    ? `<div data-code="${fieldAfterError.code}" hidden><label for="extra-field">${of(fieldAfterError.label)}</label><input id="extra-field" name="${fieldAfterError.name}" disabled></div>`
    : '';
  const second = secondFactor
    ? `<div data-second="${secondFactor.posts}" hidden><label for="second">${of(secondFactor.label)}</label><input id="second" name="code" autocomplete="one-time-code" required disabled></div>`
    : '';
  const problems = Object.entries(page.problems ?? {}).map(([code, text]) => [code, text[language]]);
  const attributes = {
    sends: JSON.stringify(page.sends ?? {}),
    keeps: page.keepsSession ? 'yes' : '',
    posts: page.posts,
    done: page.done[language],
    incomplete: (page.incomplete ?? INCOMPLETE)[language],
    offline: OFFLINE[language],
    problems: JSON.stringify(Object.fromEntries(problems)),
  };
  const data = Object.entries(attributes).map(([name, value]) => `data-${name}="${escapeHtml(value)}"`);
  return `<!doctype html>
<html lang="${language}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex"><title>${of(page.title)}</title><style>${PAGE_STYLE}</style></head>
<body><main>
<h1>${of(page.title)}</h1>
<form ${data.join(' ')}><p>${of(page.intro)}</p>${emailField(page, language)}${passwordField(page, language)}${extraField}${second}<button>${of(page.button)}</button></form>
<p role="status"></p>${nextLinks(page, language)}
<noscript><p>${NO_SCRIPT[language]}</p></noscript>
</main><script>${PAGE_SCRIPT}</script></body>
</html>
`;
}

function emailField({ email }: Page, language: Language): string {
  if (!email) return '';
  return `<label for="email">${escapeHtml(email.label[language])}</label><input id="email" name="${email.name}" type="email" autocomplete="username" required>`;
}

function passwordField({ password }: Page, language: Language): string {
  if (!password) return '';
  const { name, label, hint, autocomplete } = password;
  const described = hint ? ' aria-describedby="hint"' : '';
  const below = hint ? `<p id="hint">${escapeHtml(hint[language])}</p>` : '';
  return `<label for="password">${escapeHtml(label[language])}</label><input id="password" name="${name}" type="password" autocomplete="${autocomplete}"${described} required>${below}`;
}

function nextLinks({ next = [] }: Page, language: Language): string {
  if (next.length === 0) return '';
  const items = next.map(({ href, label }) => `<li><a href="${href}">${escapeHtml(label[language])}</a></li>`);
  return `<ul data-next hidden>${items.join('')}</ul>`;
}

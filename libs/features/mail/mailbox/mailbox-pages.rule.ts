import { escapeHtml } from '@platform/text/escape-html.rule';
import type { ReceivedMail } from './mailbox';

const REFRESH_SECONDS = 5;
const STYLE = `
  :root { color-scheme: light dark; }
  body { margin: 2rem auto; max-width: 60rem; padding: 0 1rem; font: 16px/1.5 system-ui, sans-serif; }
  table { border-collapse: collapse; width: 100%; }
  th, td { border-bottom: 1px solid #8886; padding: 0.4rem 0.8rem 0.4rem 0; text-align: left; vertical-align: top; }
  td { overflow-wrap: anywhere; }
  pre { border: 1px solid #8886; padding: 1rem; white-space: pre-wrap; overflow-wrap: anywhere; }
  li { overflow-wrap: anywhere; }
  @media (max-width: 40rem) {
    /* Side by side, the columns would be too narrow for an email address. */
    .list tr:first-child { display: none; }
    tr { display: block; border-bottom: 1px solid #8886; padding: 0.4rem 0; }
    th, td { border: 0; display: block; padding: 0; }
  }
  iframe { border: 1px solid #8886; box-sizing: border-box; height: 32rem; width: 100%; }
`;

export function listPage(mails: readonly ReceivedMail[]): string {
  const rows = mails.map(
    ({ id, date, to, subject }) =>
      `<tr><td>${escapeHtml(date)}</td><td>${escapeHtml(to)}</td><td><a href="/mailbox/${escapeHtml(id)}">${escapeHtml(subject)}</a></td></tr>`,
  );
  const table = `<table class="list"><tr><th>Time</th><th>To</th><th>Subject</th></tr>${rows.join('')}</table>`;
  const none = '<p>There are no emails yet. This page reloads automatically.</p>';
  return page(
    'Mailbox',
    `<p>SMTP_URL is not set, so emails are shown here instead of being sent.</p>${mails.length > 0 ? table : none}`,
    `<meta http-equiv="refresh" content="${REFRESH_SECONDS}">`,
  );
}

export function mailPage({ id, from, to, date, messageId, subject, text, links }: ReceivedMail): string {
  const facts = Object.entries({ From: from, To: to, Date: date, 'Message-ID': messageId });
  const rows = facts.map(([name, value]) => `<tr><th>${name}</th><td>${escapeHtml(value)}</td></tr>`);
  const linked = links.map((link) => `<li><a href="${escapeHtml(link)}" rel="noreferrer">${escapeHtml(link)}</a></li>`);
  return page(
    subject,
    `<p><a href="/mailbox">Mailbox</a></p><table>${rows.join('')}</table>
    ${linked.length > 0 ? `<h2>Links</h2><ul>${linked.join('')}</ul>` : ''}
    <h2>HTML</h2><iframe sandbox="" title="HTML version of the email" src="/mailbox/${escapeHtml(id)}/html"></iframe>
    <h2>Text</h2><pre>${escapeHtml(text)}</pre>`,
  );
}

function page(title: string, body: string, head = ''): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">${head}<title>${escapeHtml(title)}</title><style>${STYLE}</style></head><body><h1>${escapeHtml(title)}</h1>${body}</body></html>`;
}

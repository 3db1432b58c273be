// The summary that `npm start` prints once the API is ready.
import { displayPath } from './paths.mjs';

export function banner(ready, { envFile, data, log }) {
  const rows = [
    ['API', ready.url],
    ['Docs', ready.docsUrl],
    ['Mailbox', ready.mailboxUrl],
    ['Settings', envFile && `${displayPath(envFile)}, and the environment, which takes precedence`],
    ['Data', data],
    ['Log', `${displayPath(log)} (or run npm start -- --logs to see it here)`],
  ];
  const lines = rows.filter(([, value]) => value).map(([name, value]) => `  ${name.padEnd(10)}${value}`);
  const admin = ready.firstAdministrator;
  if (admin) {
    const until = admin.expiresAt ? ` (until ${admin.expiresAt})` : '';
    lines.push(
      '',
      `  There is no administrator yet. Open this page to create the first one${until}:`,
      ...indent(admin.link),
    );
    lines.push('', '  Or run this command, with your own values in place of <…>:', ...indent(admin.command));
  }
  return ['', '  userkeep is ready.', '', ...lines, '', '  Press Ctrl-C to stop.', ''].join('\n');
}

function indent(text) {
  return String(text)
    .split('\n')
    .map((line) => `    ${line}`);
}

// Formats the JSON lines of pino. All of them go to the log file; the terminal shows only important ones.
const NAMES = { 10: 'trace', 20: 'debug', 30: 'info', 40: 'warn', 50: 'error', 60: 'fatal' };
const COLOURS = { warn: 33, error: 31, fatal: 31 };
const WARN = 40;

/** One readable line, or undefined if the terminal does not show it. */
export function readableLine(line, { all = false, colour = false } = {}) {
  const entry = parse(line);
  if (!entry) return all && line.trim() ? line : undefined;
  if (!all && !(entry.level >= WARN)) return undefined;
  const name = NAMES[entry.level] ?? 'log';
  const time = new Date(entry.time ?? Date.now()).toTimeString().slice(0, 8);
  const subject = entry.req?.method ? ` ${entry.req.method} ${entry.req.url}` : '';
  const reason = entry.err?.message && entry.err.message !== entry.msg ? `: ${entry.err.message}` : '';
  const text = `${entry.msg ?? ''}${subject}${reason}`.replaceAll(/\s*\n\s*/g, ' ');
  const formatted = `${time} ${name.padEnd(5)} ${text}`;
  return colour && COLOURS[name] ? `\x1b[${COLOURS[name]}m${formatted}\x1b[0m` : formatted;
}

function parse(line) {
  if (!line.startsWith('{')) return undefined;
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

const SIZE = /^\d{1,16}$/;
const ROOT = /^[A-Za-z0-9+/]{43}=$/;
const SIGNATURE = '— ';
const MOST_LINES = 100;

/** The signed notes of checkpoints in a text, which may contain several of them and other text, for example a mail. */
export function notesIn(text: string): string[] {
  const lines = text.replaceAll('\r\n', '\n').split('\n');
  const notes: string[] = [];
  for (let start = 0; start < lines.length; start++) {
    const end = endOfNote(lines, start);
    if (end === undefined) continue;
    notes.push(`${lines.slice(start, end).join('\n')}\n`);
    start = end - 1;
  }
  return notes;
}

/** Undefined if no signed checkpoint begins at this line. */
function endOfNote(lines: readonly string[], start: number): number | undefined {
  const [origin = '', size = '', root = ''] = lines.slice(start, start + 3);
  if (origin === '' || !SIZE.test(size) || !ROOT.test(root)) return undefined;
  const blank = lines.slice(start, start + MOST_LINES).indexOf('');
  if (blank < 0) return undefined;
  const signatures = start + blank + 1;
  let end = signatures;
  while (lines[end]?.startsWith(SIGNATURE)) end++;
  return end > signatures ? end : undefined;
}

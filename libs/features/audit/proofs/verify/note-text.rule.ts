const CHECKPOINT = /(?:^|\n)([^\n]+\n\d{1,16}\n[A-Za-z0-9+/]{43}=\n(?:[^\n]+\n)*\n(?:— [^\n]+\n)+)/gu;

/** The signed notes of checkpoints in a text, which may contain several of them and other text, for example a mail. */
export function notesIn(text: string): string[] {
  return [...`${text}\n`.replaceAll('\r\n', '\n').matchAll(CHECKPOINT)].map(([, note]) => note as string);
}

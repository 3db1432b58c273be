import { notesIn } from './note-text.rule';

const ROOT = `${'A'.repeat(43)}=`;
const note = (size: number, extensions = '') =>
  `example.com/log\n${size}\n${ROOT}\n${extensions}\n— example.com/log ${ROOT}\n`;

describe('The checkpoints in a text', () => {
  it.each([
    ['one after the other', [note(1), note(2), note(3)].join('')],
    ['with empty lines between them', [note(1), note(2), note(3)].join('\n\n')],
    ['in a mail', `Hello,\r\nhere they are:\r\n${[note(1), note(2), note(3)].join('\n--\n').replaceAll('\n', '\r\n')}`],
  ])('are found %s', (_, text) => {
    expect(notesIn(text)).toEqual([note(1), note(2), note(3)]);
  });

  it('have all of their signatures and extension lines', () => {
    const text = `${note(1, 'more\n')}— w.example/w1 ${ROOT}\n`;
    expect(notesIn(text)).toEqual([text]);
    expect(notesIn(note(1).slice(0, -1))).toEqual([note(1)]);
  });

  it.each([
    ['a signature', note(1).split('\n\n')[0]!],
    ['a root', note(1).replace(`${ROOT}\n`, '')],
    ['a size', note(1).replace('\n1\n', '\none\n')],
    ['an end', `example.com/log\n1\n${ROOT}\n`.repeat(200)],
  ])('are not found without %s', (_, text) => {
    expect(notesIn(text)).toEqual([]);
  });
});

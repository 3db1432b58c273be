import { counted } from './counted.rule';

describe('A count in a sentence', () => {
  it.each([
    [counted(0, 'item'), '0 items'],
    [counted(1, 'item'), '1 item'],
    [counted(2, 'item'), '2 items'],
    [counted(1, 'entry', 'entries'), '1 entry'],
    [counted(1234, 'entry', 'entries'), '1,234 entries'],
    [counted(1234), '1,234'],
  ])('is %s', (text, expected) => expect(text).toBe(expected));
});

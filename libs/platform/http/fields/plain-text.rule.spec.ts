import { hasVisible, isPlainText } from './plain-text.rule';

describe('Plain text', () => {
  it.each(['', 'Ada', 'Łódź 東京 🐢', 'e\u0301', 'שלום\u200f'])('is %j', (text) =>
    expect(isPlainText(text)).toBe(true),
  );
  it.each(['a\u0000', 'a\nb', '\u202ereversed', '\ud800', 7, null])('is not %j', (value) =>
    expect(isPlainText(value)).toBe(false),
  );

  it.each(['a', '.', '東', '🐢', ' x '])('has a visible character in %j', (text) =>
    expect(hasVisible(text)).toBe(true),
  );
  it.each(['', ' ', '\u200b', '\u00a0\u3000', '\u200d\ufe0f', '\u{e0041}', '\u3164', '\u0301'])(
    'has no visible character in %j',
    (text) => expect(hasVisible(text)).toBe(false),
  );
});

import { isCountry } from './country.rule';

describe('A country', () => {
  it.each(['GB', 'DE', 'US', 'AQ', 'ZW'])('can be %s', (code) => expect(isCountry(code)).toBe(true));
  it.each(['gb', 'UK', 'EU', 'XX', 'ZZ', 'SU', 'DDR', '', 'G B'])('cannot be %j', (code) =>
    expect(isCountry(code)).toBe(false),
  );

  it('is one of the 249 assigned codes', () => {
    const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];
    expect(letters.flatMap((a) => letters.map((b) => a + b)).filter(isCountry)).toHaveLength(249);
  });
});

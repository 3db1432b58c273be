import { isMobileCountry, mobileNumberOf } from './mobile-number.rule';

describe('A mobile number', () => {
  it.each([
    ['+49 170 1234567', { number: '+491701234567', country: 'DE' }],
    ['+1 (415) 555-2671', { number: '+14155552671', country: 'US' }],
    ['+16045551234', { number: '+16045551234', country: 'CA' }],
    ['+18768123456', { number: '+18768123456', country: 'JM' }],
    ['+77012345678', { number: '+77012345678', country: 'KZ' }],
  ])('has a country, also where several share a calling code: %s', (text, expected) =>
    expect(mobileNumberOf(text)).toEqual(expected),
  );

  it.each([
    ['a landline', '+4930123456'],
    ['a premium-rate number', '+499001234567'],
    ['a satellite phone, which belongs to no country', '+870771234567'],
    ['a number that is too short', '+49170123'],
    ['a number with an extension', '+491701234567;ext=5'],
    ['a number without a calling code', '01701234567'],
    ['a text', 'tel:+491701234567'],
  ])('is not %s', (_what, text) => expect(mobileNumberOf(text)).toBeUndefined());

  it('belongs to a country with an ISO code in capital letters', () => {
    expect(['DE', 'US', 'de', 'XX', 'Germany', '001'].filter(isMobileCountry)).toEqual(['DE', 'US']);
  });
});

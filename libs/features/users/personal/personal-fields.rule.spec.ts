import { personalFaults } from './personal-fields.rule';

const NOW = new Date('2026-11-20T20:15:00Z');
const home = { line1: '12 St James’s Square', city: 'London', country: 'GB' };

describe('The fields of personal information', () => {
  it('are valid if each of them is', () => {
    const phoneNumbers = [{ number: '+442079460958', primary: true }, { number: '+14155552671' }];
    expect(personalFaults({ birthDate: '1815-12-10', phoneNumbers, addresses: [home] }, NOW)).toEqual([]);
  });

  it('can be removed', () => {
    expect(personalFaults({ birthDate: null, phoneNumbers: null, addresses: null }, NOW)).toEqual([]);
  });

  it('report all faults at once, each with its pointer', () => {
    const phoneNumbers = [
      { number: '+442079460958', primary: true },
      { number: '+4420', primary: true },
    ];
    const faults = personalFaults(
      { birthDate: '2025-02-29', phoneNumbers, addresses: [home, { ...home, country: 'XX' }] },
      NOW,
    );
    expect(faults.map(({ pointer, code }) => `${pointer} ${code}`)).toEqual([
      '/birthDate users.bad_birth_date',
      '/phoneNumbers/1/number users.bad_phone_number',
      '/phoneNumbers/1/primary users.multiple_primary',
      '/addresses/1/country users.bad_country',
    ]);
  });
});

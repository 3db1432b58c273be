import { faultOfPeriod, periodsOf } from './period.rule';

describe('A period of RETENTION', () => {
  it('has the name of a table and at least one day', () => {
    expect(['auth_session=30', 'mail_message=1'].map(faultOfPeriod)).toEqual([undefined, undefined]);
    for (const entry of [
      'auth_session',
      'auth_session=0',
      'auth_session=-1',
      'auth_session=1.5',
      'a b=1',
      '=1',
      'a=100000',
    ])
      expect(faultOfPeriod(entry)).toContain(`has "${entry}"`);
  });

  it('is the last one that is set for a table', () => {
    expect([...periodsOf(['a=1', 'b=2', 'a=3'])]).toEqual([
      ['a', 3],
      ['b', 2],
    ]);
  });
});

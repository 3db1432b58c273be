import { kindAt, type PasswordKind } from './choose-kind.rule';

const kind = (name: string, accounts: number): PasswordKind => ({ kind: name, accounts, specimen: name });

describe('The kind of a dummy hash', () => {
  it('has the same proportion as among accounts, in any order of the kinds', () => {
    const kinds = [kind('own', 70), kind('bcrypt 12', 25), kind('phpass 13', 5)];
    for (const given of [kinds, kinds.toReversed()]) {
      const found = Array.from({ length: 1000 }, (_, at) => kindAt(given, at / 1000)?.kind);
      const count = (name: string) => found.filter((one) => one === name).length;
      expect([count('own'), count('bcrypt 12'), count('phpass 13')]).toEqual([700, 250, 50]);
    }
  });

  it('stays the same for almost every name when the proportions change a little', () => {
    const before = [kind('own', 700), kind('bcrypt 12', 300)];
    const after = [kind('own', 710), kind('bcrypt 12', 290)];
    const positions = Array.from({ length: 1000 }, (_, at) => at / 1000);
    const changed = positions.filter((at) => kindAt(before, at)?.kind !== kindAt(after, at)?.kind);
    expect(changed).toHaveLength(10);
  });

  it('is undefined before accounts have been counted', () => expect(kindAt([], 0.5)).toBeUndefined());
});

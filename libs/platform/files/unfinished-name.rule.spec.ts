import { finalNameOf, unfinishedNameOf } from './unfinished-name.rule';

describe('The name of an unfinished file', () => {
  it.each(['a', 'avatar-000000000001', '20261203T101500Z-4f9a1c.data.ukb'])(
    'contains the name that it is to get: %s',
    (name) => {
      expect(finalNameOf(unfinishedNameOf(name))).toBe(name);
      expect(unfinishedNameOf(name)).not.toBe(unfinishedNameOf(name));
    },
  );

  it.each(['a', 'a.tmp', '.0123456789ab.tmp', 'a.0123456789.tmp', 'a.0123456789AB.tmp'])('is not %s', (name) => {
    expect(finalNameOf(name)).toBeUndefined();
  });
});

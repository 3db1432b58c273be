import fc from 'fast-check';
import { accessAfter, NamespaceRules, type Viewer } from '../namespaces/namespace-rules.rule';
import type { Values } from '../values.rule';
import { changedValues, type Edit } from './change.rule';

const LIMITS = { maxBytes: 1000, maxKeys: 10, maxDepth: 3 };
const SCHEMA = {
  type: 'object',
  properties: {
    theme: { enum: ['light', 'dark'], default: 'light' },
    score: { 'x-access': { read: ['admin'], write: ['admin'] } },
    plan: { 'x-access': { write: ['admin'] } },
  },
};

function apply(
  edit: Edit,
  before: Values,
  { namespace = 'ui', below = undefined as Values | undefined, viewer = 'user' } = {},
) {
  const rules = new NamespaceRules({
    namespace,
    version: 1,
    schema: SCHEMA,
    defaults: {},
    access: accessAfter({}, SCHEMA),
    tightened: {},
    opened: {},
  });
  const changed = changedValues({ rules, viewer: { actor: viewer } as Viewer, limits: LIMITS, before, below }, edit);
  return 'values' in changed ? changed.values : changed.faults.map(({ pointer, code }) => `${pointer} ${code}`);
}

describe('A change of preferences', () => {
  it.each<[string, Edit, Values]>([
    ['a merge patch', { patch: { theme: 'dark', a: null, b: { d: 2 } } }, { theme: 'dark', b: { c: 1, d: 2 } }],
    ['a replacement', { values: { b: 2, c: null } }, { b: 2 }],
    ['a reset of a key', { resetKey: 'a' }, { b: { c: 1 } }],
    ['a reset', { reset: 'all' }, {}],
  ])('by %s keeps and removes what it should', (_what, edit, after) => {
    expect(apply(edit, { a: 1, b: { c: 1 } })).toEqual(after);
  });

  it('keeps keys that the caller cannot write, even if the caller cannot see them', () => {
    const before = { theme: 'dark', score: 5, plan: 'pro' };
    for (const edit of [{ reset: 'all' }, { values: {} }] as const)
      expect(apply(edit, before)).toEqual({ score: 5, plan: 'pro' });
    expect(apply({ reset: 'all' }, before, { viewer: 'system' })).toEqual({});
  });

  it.each<[Edit, string[]]>([
    [{ patch: { plan: 'pro' } }, ['/plan preferences.read_only']],
    [{ values: { plan: 'pro' } }, ['/plan preferences.read_only']],
    [{ patch: { score: 5 } }, ['/score field.unknown']],
    [{ resetKey: 'plan' }, ['/plan preferences.read_only']],
    [{ patch: { 'a/b': 1 } }, ['/a~1b preferences.bad_key']],
    [{ patch: { theme: 'neon' } }, ['/theme field.not_allowed_value']],
    [{ patch: { a: [[[[]]]] } }, ['/a preferences.too_deep']],
    [{ patch: { a: 'x'.repeat(1000) } }, [' preferences.too_large']],
  ])('%j is rejected', (edit, faults) => {
    expect(apply(edit, { plan: 'free' })).toEqual(faults);
  });

  it('ignores values of other keys that an older schema allowed', () => {
    expect(apply({ patch: { a: 1 } }, { theme: 'neon' })).toEqual({ theme: 'neon', a: 1 });
  });

  it('always leaves a language', () => {
    const locale = { namespace: 'locale' };
    expect(apply({ reset: 'all' }, { language: 'de', a: 1 }, locale)).toEqual({ language: 'de' });
    expect(apply({ values: { a: 2 } }, { language: 'de', a: 1 }, locale)).toEqual({ language: 'de', a: 2 });
    expect(apply({ resetKey: 'language' }, { language: 'de' }, locale)).toEqual({ language: 'en' });
    expect(apply({ patch: { language: 'fr' } }, {}, { ...locale, below: { language: 'de' } })).toEqual([
      '/language preferences.not_per_device',
    ]);
  });

  it('does not depend on the order of merge patches of different keys', () => {
    const patch = fc.dictionary(fc.constantFrom('a', 'b', 'c'), fc.oneof(fc.integer(), fc.constant(null)));
    const other = fc.dictionary(fc.constantFrom('d', 'e', 'f'), fc.oneof(fc.integer(), fc.constant(null)));
    fc.assert(
      fc.property(patch, other, (one, two) => {
        const before = { a: 1, d: 1 };
        const both = (first: Values, second: Values) =>
          apply({ patch: second }, apply({ patch: first }, before) as Values);
        expect(both(one, two)).toEqual(both(two, one));
      }),
    );
  });
});

import fc from 'fast-check';
import { fieldsBefore, isKnown, linkedTo, type EarlierFields, type VersionChange } from './earlier-fields.rule';

const TYPE = 'test_versions.changed';
const FIELDS = ['a', 'b', 'c'];

type State = Readonly<Record<string, unknown>>;

/** JSON has no -0. */
const value = fc.oneof(
  fc.constantFrom(null, 1, 2, 'x', [], {}),
  fc.jsonValue({ maxDepth: 2 }).map((json) => JSON.parse(JSON.stringify(json)) as unknown),
);
/** The values that each event sets. */
const sequence = fc.array(fc.dictionary(fc.constantFrom(...FIELDS), value, { minKeys: 1 }), { maxLength: 12 });

/** The states after each of the changes, the first of which is the state before them, and their events. */
function historyOf(edits: readonly State[]) {
  const states: State[] = [{ a: 'from the start' }];
  const changes: VersionChange[] = [];
  for (const edit of edits) {
    const before = states.at(-1) as State;
    const fields = Object.entries(edit).map(([field, after]) => ({
      field,
      changed: `values.${field}`,
      before: before[field] ?? null,
      after,
    }));
    changes.push({ type: TYPE, fields, isLater: false });
    states.push({ ...before, ...edit });
  }
  return { states, changes };
}

const fieldsOf = (state: State): EarlierFields =>
  new Map(Object.entries(state).map(([field, known]) => [field, { value: known, type: TYPE, changed: field }]));
const valuesOf = (fields: EarlierFields) =>
  Object.fromEntries(FIELDS.map((field) => [field, shown(fields.get(field))]));
const shown = (field: ReturnType<EarlierFields['get']>) =>
  field && !isKnown(field) ? { unknown: field.unknown } : (field?.value ?? null);
const withNulls = (state: State) => Object.fromEntries(FIELDS.map((field) => [field, state[field] ?? null]));

describe('The earlier fields of a record', () => {
  it('are those of every earlier state, for any changes', () => {
    fc.assert(
      fc.property(sequence, (edits) => {
        const { states, changes } = historyOf(edits);
        const current = fieldsOf(states.at(-1) as State);
        states.forEach((state, at) => {
          const [since, until] = [changes.slice(at).reverse(), changes.slice(0, at).reverse()];
          const earlier = fieldsBefore(current, since);
          expect(valuesOf(earlier)).toEqual(withNulls(state));
          expect(linkedTo(earlier, until)).toEqual(earlier);
        });
      }),
    );
  });

  it('are the same if the changes are undone page by page', () => {
    fc.assert(
      fc.property(sequence, fc.nat(12), (edits, split) => {
        const { states, changes } = historyOf(edits);
        const current = fieldsOf(states.at(-1) as State);
        const newest = [...changes].reverse();
        const first = fieldsBefore(current, newest.slice(0, split));
        expect(fieldsBefore(first, newest.slice(split))).toEqual(fieldsBefore(current, newest));
      }),
    );
  });

  it('are never wrong if an event between two others is missing', () => {
    fc.assert(
      fc.property(sequence, fc.nat(), fc.nat(), (edits, one, other) => {
        const { states, changes } = historyOf(edits);
        const [at, missing] = [one, other].map((number) => number % (changes.length + 1)).sort((a, b) => a - b) as [
          number,
          number,
        ];
        // Every field has an event between the time and the missing one.
        const between = new Set(changes.slice(at, missing).flatMap(({ fields }) => fields.map(({ field }) => field)));
        const left = changes.filter((_change, index) => index !== missing);
        const earlier = fieldsBefore(fieldsOf(states.at(-1) as State), left.slice(at).reverse());
        for (const field of between)
          expect([{ unknown: 'log_incomplete' }, states[at]?.[field] ?? null]).toContainEqual(
            shown(earlier.get(field)),
          );
      }),
    );
  });

  const current = fieldsOf({ a: 3 });
  const change = (before: unknown, after: unknown, isLater = false): VersionChange => ({
    type: TYPE,
    fields: [{ field: 'a', changed: 'a', before, after }],
    isLater,
  });

  it('are unknown if the values before and after the changes do not match', () => {
    const gap = fieldsBefore(current, [change(2, 3), change(0, 1)]);
    expect(valuesOf(gap)).toMatchObject({ a: { unknown: 'log_incomplete' } });
    expect(fieldsBefore(gap, [change(5, 0)])).toEqual(gap);
    expect(valuesOf(fieldsBefore(current, [change(1, 2)]))).toMatchObject({ a: { unknown: 'log_incomplete' } });
    expect(valuesOf(fieldsBefore(new Map(), [change(1, 2)]))).toMatchObject({ a: { unknown: 'log_incomplete' } });
  });

  it('are unknown if the newest change before them produced another value', () => {
    expect(valuesOf(linkedTo(current, [change(1, 2)]))).toMatchObject({ a: { unknown: 'log_incomplete' } });
    expect(linkedTo(current, [change(1, 3), change(0, 7)])).toEqual(current);
    expect(valuesOf(linkedTo(new Map(), [change(1, 2)]))).toMatchObject({ a: { unknown: 'log_incomplete' } });
  });

  it('are unknown if a newer version wrote the change', () => {
    expect(valuesOf(fieldsBefore(current, [change(2, 3, true)]))).toMatchObject({ a: { unknown: 'later_version' } });
  });
});

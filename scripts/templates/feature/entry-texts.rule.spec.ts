import { changesBetween, patched } from './entry-texts.rule';

const BEFORE = { title: 'Water the plants', details: 'Twice a week' };

describe('The texts of an entry', () => {
  it('keep a field that the patch does not contain', () => {
    expect(patched(BEFORE, { title: 'Water the garden' })).toEqual({ ...BEFORE, title: 'Water the garden' });
    expect(patched(BEFORE, {})).toEqual(BEFORE);
  });

  it('lose the details when the patch sets them to null', () => {
    expect(patched(BEFORE, { details: null })).toEqual({ ...BEFORE, details: null });
  });

  it.each([
    ['a changed title', { title: 'Water the garden' }, ['title']],
    ['removed details', { details: null }, ['details']],
    ['both', { title: 'Rest', details: 'At last' }, ['title', 'details']],
    ['the same values', BEFORE, []],
  ])('report %s as changes', (_what, patch, fields) => {
    expect(Object.keys(changesBetween(BEFORE, patched(BEFORE, patch)))).toEqual(fields);
  });

  it('are reported with their values before and after', () => {
    const changes = changesBetween(BEFORE, { ...BEFORE, details: null });
    expect(changes).toEqual({ details: { before: 'Twice a week', after: null } });
  });
});

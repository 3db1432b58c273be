import { parseAccess, type AccessMap } from '@platform/access/field-access.rule';
import {
  changedFields,
  namesOfChanges,
  EMPTY,
  patched,
  personalChanges,
  visibleTo,
  type Personal,
} from './personal-document.rule';

const access = {
  color: parseAccess(undefined),
  score: parseAccess({ read: ['admin'], write: ['admin'] }),
} as AccessMap;
const phone = { number: '+442079460958', label: 'home' };
const ada: Personal = { ...EMPTY, givenName: 'Ada', phoneNumbers: [phone], attributes: { color: 'red', score: 7 } };

describe('A personal document', () => {
  it('keeps values that a patch does not mention', () => {
    expect(patched(ada, { familyName: 'Lovelace' }, ada.attributes)).toEqual({ ...ada, familyName: 'Lovelace' });
  });

  it('drops null values and replaces whole lists', () => {
    const after = patched(ada, { givenName: null, phoneNumbers: null, addresses: [] }, {});
    expect(after).toEqual(EMPTY);
    expect(patched(ada, { phoneNumbers: [{ number: '+14155552671' }] }, ada.attributes).phoneNumbers).toEqual([
      { number: '+14155552671' },
    ]);
  });

  it('counts as unchanged when the same is sent again', () => {
    class Phone {
      number = phone.number;
      label = phone.label;
      primary = undefined;
    }
    expect(changedFields(ada, patched(ada, { givenName: 'Ada', phoneNumbers: [new Phone()] }, ada.attributes))).toEqual(
      [],
    );
  });

  it('contains for each reader only the attributes that the reader may read', () => {
    expect(visibleTo('user', ada, access).attributes).toEqual({ color: 'red' });
    expect(visibleTo('admin', ada, access).attributes).toEqual({ color: 'red', score: 7 });
  });

  it('records every value, but lists for other readers only attributes that the user may read', () => {
    const after = { ...ada, givenName: null, attributes: { color: 'blue', score: 8 } };
    expect(personalChanges(ada, after)).toEqual({
      givenName: { before: 'Ada', after: null },
      'attributes.color': { before: 'red', after: 'blue' },
      'attributes.score': { before: 7, after: 8 },
    });
    expect(namesOfChanges(ada, after, access)).toEqual(['givenName', 'attributes.color']);
  });
});

import type { Box } from '@platform/vault/sealing/box';
import { changedFields, NOTHING, PERSONAL_FIELDS, type Personal, type PersonalField } from './personal-document.rule';
import { columnOf, type SealedFields } from './personal.repository';

/** A document out of its sealed fields. What the user's key no longer opens is as if it were not there. */
export function openPersonal(box: Box, sealed: SealedFields): Personal {
  const fields = PERSONAL_FIELDS.map((field) => {
    const bytes = sealed[field];
    const text = bytes ? box.open(placeOf(field), bytes) : undefined;
    return [field, text === undefined ? NOTHING[field] : (JSON.parse(text) as unknown)];
  });
  return Object.fromEntries(fields) as Personal;
}

/** Only what has changed; an empty field is no bytes at all. */
export function sealChanges(box: Box, before: Personal, after: Personal): SealedFields {
  return Object.fromEntries(
    changedFields(before, after).map((field) => [
      field,
      isEmpty(after[field]) ? null : box.seal(placeOf(field), JSON.stringify(after[field])),
    ]),
  );
}

function placeOf(field: PersonalField) {
  return { table: 'users_personal', column: columnOf(field) };
}

function isEmpty(value: Personal[PersonalField]): boolean {
  return value === null || Object.keys(value).length === 0;
}

import type { Box } from '@platform/vault/sealing/box';
import { changedFields, EMPTY, PERSONAL_FIELDS, type Personal, type PersonalField } from './personal-document.rule';
import { columnOf, type SealedFields } from './personal.repository';

/** Opens the sealed fields of a document. Fields that the user's key cannot open are treated as empty. */
export function openPersonal(box: Box, sealed: SealedFields): Personal {
  const fields = PERSONAL_FIELDS.map((field) => {
    const bytes = sealed[field];
    const text = bytes ? box.open(placeOf(field), bytes) : undefined;
    return [field, text === undefined ? EMPTY[field] : (JSON.parse(text) as unknown)];
  });
  return Object.fromEntries(fields) as Personal;
}

/** Seals the changed fields. An empty field becomes null. */
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

/** An empty field is not stored. */
export function isEmpty(value: Personal[PersonalField]): boolean {
  return value === null || Object.keys(value).length === 0;
}

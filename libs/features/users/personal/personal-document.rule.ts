import { isDeepStrictEqual } from 'node:util';
import type { Changes } from '@platform/event-log/changes/changes';
import { partsSetBy } from '@platform/http/body/merge-patch.rule';
import { mayRead, readable, type AccessMap, type Actor } from '@platform/access/field-access.rule';
import type { ChangePersonalDto, PersonalDto } from './personal.dto';
import { phoneNumberOf } from '@platform/phone/phone-number.rule';

export const PERSONAL_FIELDS = [
  'givenName',
  'familyName',
  'birthDate',
  'phoneNumbers',
  'addresses',
  'attributes',
] as const;
export type PersonalField = (typeof PERSONAL_FIELDS)[number];
export type Personal = Readonly<PersonalDto>;

export const EMPTY: Personal = {
  givenName: null,
  familyName: null,
  birthDate: null,
  phoneNumbers: [],
  addresses: [],
  attributes: {},
};

/** Applies a patch to the document. Attributes have their own rules and are merged beforehand. */
export function patched(before: Personal, patch: ChangePersonalDto, attributes: Personal['attributes']): Personal {
  const changed = Object.fromEntries(
    PERSONAL_FIELDS.filter((field) => patch[field] !== undefined).map((field) => [field, patch[field] ?? EMPTY[field]]),
  );
  // Removes the DTO classes, so that the stored and the sent values can be compared as JSON.
  const after = JSON.parse(JSON.stringify({ ...before, ...changed, attributes })) as Personal;
  return patch.phoneNumbers ? { ...after, phoneNumbers: after.phoneNumbers.map(withNormalisedNumber) } : after;
}

function withNormalisedNumber(phone: Personal['phoneNumbers'][number]): Personal['phoneNumbers'][number] {
  return { ...phone, number: phoneNumberOf(phone.number) ?? phone.number };
}

export function changedFields(before: Personal, after: Personal): PersonalField[] {
  return PERSONAL_FIELDS.filter((field) => !isDeepStrictEqual(before[field], after[field]));
}

export function visibleTo(actor: Actor, document: Personal, access: AccessMap): Personal {
  return { ...document, attributes: readable(access, document.attributes, actor) };
}

/** Returns only what the patch has set, for callers who can change the document but not read it. */
export function onlyChanged(document: Personal, patch: ChangePersonalDto): Personal {
  return { ...EMPTY, ...(partsSetBy(patch, document) as Partial<Personal>) };
}

/** Returns all values before and after. Access is checked when the audit log is read, by the schema of that time. */
export function personalChanges(before: Personal, after: Personal): Changes {
  const fields = changedFields(before, after).filter((field) => field !== 'attributes');
  const attributes = changedAttributes(before, after);
  return Object.fromEntries([
    ...fields.map((field) => [field, { before: before[field], after: after[field] }]),
    ...attributes.map((name) => [
      `attributes.${name}`,
      { before: before.attributes[name] ?? null, after: after.attributes[name] ?? null },
    ]),
  ]) as Changes;
}

/** Returns the names of the changed fields, without attributes that the user cannot read. */
export function namesOfChanges(before: Personal, after: Personal, access: AccessMap): string[] {
  const fields = changedFields(before, after).filter((field) => field !== 'attributes');
  const attributes = changedAttributes(before, after).filter((name) => mayRead(access, name, 'user'));
  return [...fields, ...attributes.map((name) => `attributes.${name}`)];
}

function changedAttributes({ attributes: before }: Personal, { attributes: after }: Personal): string[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names].filter((name) => !isDeepStrictEqual(before[name], after[name])).sort();
}

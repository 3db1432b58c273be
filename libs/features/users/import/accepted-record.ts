import { Problem } from '@platform/errors/problem';
import { withoutRefused, type Accepted } from '@platform/http/fields/accepted-fields';
import { refused } from '@platform/http/fields/refusals';
import { ShapePipe } from '@platform/http/fields/shape.pipe';
import type { AcceptRecord } from '@platform/user-data/table-declaration';
import { PROFILE_FIELDS } from '../account/account.service';
import { ChangeMeDto } from '../account/me.dto';
import { changeAttributes, type Attributes } from '../attributes/attribute-change.rule';
import type { AttributeRules } from '../attributes/attribute-rules';
import { EMPTY, patched, PERSONAL_FIELDS } from '../personal/personal-document.rule';
import { isEmpty } from '../personal/personal-seal';
import { ChangePersonalDto } from '../personal/personal.dto';

type Fields = Parameters<AcceptRecord>[0];

const shape = new ShapePipe();

/** The part of a profile in an export that the user could send in a request. */
export function acceptProfile(record: Fields): Promise<Accepted<ChangeMeDto>> {
  return acceptFields(ChangeMeDto, record, PROFILE_FIELDS);
}

/** The same for personal information. The attributes follow the schema of this installation. */
export async function acceptPersonal(rules: AttributeRules, record: Fields): ReturnType<AcceptRecord> {
  const { result: fields, leftOut } = await acceptFields(ChangePersonalDto, record, PERSONAL_FIELDS);
  const attributes = await acceptAttributes(rules, fields.attributes ?? {});
  const personal = patched(EMPTY, fields, { ...attributes.result });
  const stored = PERSONAL_FIELDS.map((field) => [field, isEmpty(personal[field]) ? null : personal[field]]);
  return { data: { ...record, ...Object.fromEntries(stored) }, leftOut: [...leftOut, ...attributes.leftOut] };
}

function acceptFields<T extends object>(
  metatype: new () => T,
  record: Fields,
  names: readonly string[],
): Promise<Accepted<T>> {
  const given = Object.fromEntries(
    names.filter((name) => Object.hasOwn(record, name)).map((name) => [name, record[name]]),
  );
  return withoutRefused(given, (fields) => shape.transform(fields, { type: 'body', metatype }) as T);
}

async function acceptAttributes(rules: AttributeRules, given: Attributes): Promise<Accepted<Attributes>> {
  const apply = (attributes: Attributes) => {
    const changed = changeAttributes(rules, 'user', {}, attributes);
    if (changed.faults) throw refused(changed.faults);
    return changed.attributes;
  };
  try {
    return await withoutRefused(given, apply, '/attributes');
  } catch (error) {
    const [fault] = error instanceof Problem ? (error.options.errors ?? []) : [];
    if (!fault) throw error;
    return { result: {}, leftOut: [{ ...fault, pointer: '/attributes' }] };
  }
}

import { FieldErrors } from '@platform/errors/platform.errors';
import type { FieldError } from '@platform/errors/problem';
import { mergePatch } from '@platform/http/body/merge-patch.rule';
import { textFaults } from '@platform/http/fields/text-faults.rule';
import { pointerForOthers } from '@platform/json-schema/declared-pointer.rule';
import { instanceFaultOf } from '@platform/json-schema/instance-fault.rule';
import { escaped, unescaped } from '@platform/json-schema/schema-walk.rule';
import { UsersFieldErrors } from '../users.errors';
import { mayRead, mayWrite, type Actor } from '@platform/access/field-access.rule';
import type { AttributeRules } from './attribute-rules';

export const MAX_ATTRIBUTE_BYTES = 16 * 1024;
const MAX_FAULTS = 100;

export type Attributes = Readonly<Record<string, unknown>>;
export type ChangedAttributes =
  { readonly attributes: Attributes; readonly faults?: never } | { readonly faults: readonly FieldError[] };

/** Applies the merge patch of an actor. Returns the new attributes, or all faults. */
export function changeAttributes(
  rules: AttributeRules,
  actor: Actor,
  stored: Attributes,
  patch: Attributes | null,
): ChangedAttributes {
  // Attributes that the caller cannot see are not removed.
  const changes =
    patch ??
    Object.fromEntries(
      Object.keys(stored)
        .filter((name) => mayRead(rules.access, name, actor))
        .map((name) => [name, null]),
    );
  const touched = Object.keys(changes);
  const refused = touched.flatMap((name) => accessFault(rules, actor, name) ?? []);
  if (refused.length > 0) return { faults: refused.slice(0, MAX_FAULTS) };
  const attributes = mergePatch(stored, changes) as Attributes;
  const faults = [
    ...sizeFaults(rules, attributes),
    ...textFaults(changes, '/attributes'),
    ...schemaFaults(rules, actor, attributes, changes),
  ];
  return faults.length > 0 ? { faults: faults.slice(0, MAX_FAULTS) } : { attributes };
}

function accessFault({ access }: AttributeRules, actor: Actor, name: string): FieldError | undefined {
  const pointer = `/attributes/${escaped(name)}`;
  if (Object.hasOwn(access, name) && mayWrite(access, name, actor)) return undefined;
  // An attribute that the actor can neither read nor write is reported as unknown.
  const isReadable = Object.hasOwn(access, name) && mayRead(access, name, actor);
  return { pointer, code: isReadable ? UsersFieldErrors.attribute_read_only : FieldErrors.unknown };
}

/**
 * The whole document must match the schema, except faults that this caller cannot see or correct: an invalid attribute
 * of another kind of caller, allowed by an older schema, must neither block the caller nor be revealed.
 */
function schemaFaults(rules: AttributeRules, actor: Actor, attributes: Attributes, changes: Attributes): FieldError[] {
  const isTouched = (name: string) => Object.hasOwn(changes, name);
  const isVisible = (name: string) => isTouched(name) || mayRead(rules.access, name, actor);
  const visible = Object.fromEntries(Object.entries(attributes).filter(([name]) => isVisible(name)));
  return rules
    .check(visible)
    .map((fault) => instanceFaultOf(fault, '', UsersFieldErrors.attribute_not_valid))
    .filter(({ pointer }) => {
      const name = attributeAt(pointer);
      return name === undefined || isTouched(name) || (isVisible(name) && mayWrite(rules.access, name, actor));
    })
    .map(({ pointer, ...fault }) => {
      const shown = actor === 'user' ? pointer : pointerForOthers(rules, pointer, changes);
      return { ...fault, pointer: `/attributes${shown}` };
    });
}

/** Returns the attribute that a pointer refers to; undefined for the whole document. */
function attributeAt(pointer: string): string | undefined {
  const name = pointer.split('/')[1];
  return name === undefined ? undefined : unescaped(name);
}

/** Attributes that users cannot see are counted separately, so that the limit does not reveal them. */
function sizeFaults({ access }: AttributeRules, attributes: Attributes): FieldError[] {
  const all = Object.entries(attributes);
  const isVisible = ([name]: readonly [string, unknown]) => mayRead(access, name, 'user');
  const parts = [all.filter(isVisible), all.filter((entry) => !isVisible(entry))];
  const bytesOf = (part: typeof all) => Buffer.byteLength(JSON.stringify(Object.fromEntries(part)));
  if (parts.every((part) => bytesOf(part) <= MAX_ATTRIBUTE_BYTES)) return [];
  return [
    { pointer: '/attributes', code: UsersFieldErrors.attributes_too_large, parameters: { max: MAX_ATTRIBUTE_BYTES } },
  ];
}

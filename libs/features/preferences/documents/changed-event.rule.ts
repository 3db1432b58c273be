import type { Changes } from '@platform/event-log/changes/changes';
import type { NamespaceRules, Viewer } from '../namespaces/namespace-rules.rule';
import { PLAIN_FIELD, SEALED_FIELD } from '../preferences.events';
import { valueAt, type Values } from '../values.rule';

const USER: Viewer = { actor: 'user' };

/** Facts name only keys that the schema declares, because users choose the names of others. */
export function declaredKeys(rules: NamespaceRules, keys: readonly string[]): string[] {
  return keys.filter((key) => rules.properties.has(key) && rules.mayRead(key, USER));
}

/** The values before and after, with null for a value that is not set. */
export function changesOf(rules: NamespaceRules, keys: readonly string[], before: Values, after: Values): Changes {
  return Object.fromEntries(
    keys.map((key) => [
      `${rules.isSealed(key) ? SEALED_FIELD : PLAIN_FIELD}.${rules.namespace}.${key}`,
      { before: valueAt(before, key) ?? null, after: valueAt(after, key) ?? null },
    ]),
  );
}

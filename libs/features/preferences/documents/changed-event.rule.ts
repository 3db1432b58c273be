import type { Changes } from '@platform/event-log/changes/changes';
import type { SessionId } from '@platform/ids/ids';
import type { NamespaceRules, Viewer } from '../namespaces/namespace-rules.rule';
import { PLAIN_FIELD, SEALED_FIELD, type PreferencesChangedFacts } from '../preferences.events';
import { valueAt, type Values } from '../values.rule';

const USER: Viewer = { actor: 'user' };

/** Facts name only what an administrator has registered. Users choose other names, which are therefore personal. */
export function factsOf(
  rules: NamespaceRules,
  keys: readonly string[],
  version: number,
  sessionId: SessionId | null | undefined,
): PreferencesChangedFacts {
  return {
    ...(rules.isRegistered && { namespace: rules.namespace }),
    keys: keys.filter((key) => rules.properties.has(key) && rules.mayRead(key, USER)),
    version,
    ...(sessionId && { sessionId }),
  };
}

/** The values before and after, with null for a value that is not set. */
export function changesOf(rules: NamespaceRules, keys: readonly string[], before: Values, after: Values): Changes {
  return Object.fromEntries(
    keys.map((key) => [
      changedFieldOf(rules, key),
      { before: valueAt(before, key) ?? null, after: valueAt(after, key) ?? null },
    ]),
  );
}

/** The name of a key in the changes of an event. */
export function changedFieldOf(rules: NamespaceRules, key: string): string {
  return `${rules.isSealed(key) ? SEALED_FIELD : PLAIN_FIELD}.${rules.namespace}.${key}`;
}

import type { EventDefinition } from '../definitions/define-event';

interface WithTypes {
  readonly on: readonly EventDefinition[] | '*';
}

/**
 * The SQL condition for the events that these consumers want or do not know; undefined if they want all. Names of types
 * contain no character that needs quoting.
 */
export function wantedCondition(
  consumers: readonly WithTypes[],
  defined: readonly Pick<EventDefinition, 'type' | 'version'>[],
): string | undefined {
  if (consumers.some(({ on }) => on === '*')) return undefined;
  const wanted = new Set(consumers.flatMap(({ on }) => (on === '*' ? [] : on.map(({ type }) => type))));
  const known = defined.flatMap(({ type, version }) =>
    Array.from({ length: version }, (_, before) => `${type}@${before + 1}`),
  );
  // An empty text is no type, so that the lists are never empty.
  const isWanted = `type IN (${quoted(['', ...wanted])})`;
  return `(${isWanted} OR (type NOT LIKE 'app.%' AND CONCAT(type, '@', version) NOT IN (${quoted(['', ...known])})))`;
}

function quoted(names: readonly string[]): string {
  return names.map((name) => `'${name}'`).join(', ');
}

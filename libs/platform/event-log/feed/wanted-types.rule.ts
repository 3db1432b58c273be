import type { EventDefinition } from '../definitions/define-event';

interface WithTypes {
  readonly on: readonly EventDefinition[] | '*';
}

/** The events that some consumers want, and those that this version does not know. */
export interface WantedTypes {
  has(type: string, version: number): boolean;
  /** The same as SQL. */
  readonly condition: string;
}

/** Returns undefined if the consumers want all events. Names of types contain no character that needs quoting. */
export function wantedTypes(
  consumers: readonly WithTypes[],
  defined: readonly Pick<EventDefinition, 'type' | 'version'>[],
): WantedTypes | undefined {
  if (consumers.some(({ on }) => on === '*')) return undefined;
  const wanted = new Set(consumers.flatMap(({ on }) => (on === '*' ? [] : on.map(({ type }) => type))));
  const known = new Map(defined.map(({ type, version }) => [type, version]));
  const versions = defined.flatMap(({ type, version }) =>
    Array.from({ length: version }, (_, before) => `${type}@${before + 1}`),
  );
  // An empty text is no type, so that the lists are never empty.
  const isWanted = `type IN (${quoted(['', ...wanted])})`;
  const isUnknown = `type NOT LIKE 'app.%' AND CONCAT(type, '@', version) NOT IN (${quoted(['', ...versions])})`;
  return {
    condition: `(${isWanted} OR (${isUnknown}))`,
    has: (type, version) => wanted.has(type) || (!type.startsWith('app.') && (known.get(type) ?? 0) < version),
  };
}

/** Only these events, without those that only a newer version knows. */
export function onlyTypes(types: readonly string[]): WantedTypes {
  const wanted = new Set(types);
  return { condition: `type IN (${quoted(['', ...wanted])})`, has: (type) => wanted.has(type) };
}

function quoted(names: readonly string[]): string {
  return names.map((name) => `'${name}'`).join(', ');
}

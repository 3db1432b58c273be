import type { EventDefinition } from '@platform/event-log/definitions/define-event';
import { schemaOf, type JsonSchema } from '@platform/http/fields/field-registry';

type Lines = readonly string[];

/** The lines of `test/contract/events.txt` for one event: its name, its facts and its changed fields. */
export function frozenLinesOf({ type, version, facts, changes }: EventDefinition): string[] {
  const { properties, required } = schemaOf(facts) as { properties: JsonSchema; required: string[] };
  const key = `${type}@${version}`;
  return [
    key,
    ...Object.entries(properties).map(
      ([name, schema]) => `${key} fact ${name}${required.includes(name) ? '' : '?'} ${JSON.stringify(schema)}`,
    ),
    ...Object.entries(changes).map(([field, reader]) => `${key} change ${field} ${JSON.stringify(reader)}`),
  ].sort();
}

/** Returns a sentence for each difference between the events and the frozen lines, which says what to do about it. */
export function frozenEventFaults(events: readonly EventDefinition[], frozen: Lines): string[] {
  const byKey = Map.groupBy(frozen, (line) => line.split(' ')[0] as string);
  const current = new Map(events.map(({ type, version }) => [type, version]));
  return [
    ...events.flatMap((event) => faultsOf(event, byKey)),
    ...[...byKey.keys()].flatMap((key) => {
      const [type = '', version] = key.split('@');
      return (current.get(type) ?? 0) < Number(version)
        ? [`${key} is in the list, but not defined. Stored events have it, so keep it.`]
        : [];
    }),
  ];
}

function faultsOf(event: EventDefinition, byKey: ReadonlyMap<string, Lines>): string[] {
  const { type, version } = event;
  const missing = Array.from({ length: version - 1 }, (_, at) => `${type}@${at + 1}`).filter((key) => !byKey.has(key));
  if (missing.length > 0) return [`${missing.join(', ')} must stay in the list, because stored events have it.`];
  const lines = frozenLinesOf(event);
  const frozen = byKey.get(`${type}@${version}`);
  if (!frozen) return [`${type}@${version} is new. Add these lines to the list:\n${lines.join('\n')}`];
  if (contentOf(lines) !== contentOf(frozen))
    return [
      `${type}@${version} has other facts or changes than before. Increase its version to ${version + 1} and keep the lines of version ${version}.`,
    ];
  if (lines.join('\n') !== [...frozen].sort().join('\n'))
    return [
      `${type}@${version} has other readers of its changes than before, also for stored events. If that is intended, replace its lines with these:\n${lines.join('\n')}`,
    ];
  return [];
}

/** The facts and the names of the changed fields, without the readers. */
function contentOf(lines: Lines): string {
  return lines
    .map((line) => line.replace(/^(\S+ change \S+) .*$/, '$1'))
    .sort()
    .join('\n');
}

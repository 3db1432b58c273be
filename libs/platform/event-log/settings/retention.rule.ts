const FORM = /^(\*|[a-z][a-z0-9_]*(\.[a-z0-9_]+)*(\.\*)?)=([1-9]\d{0,5})$/;
/** Below this, an event could be removed while its transaction is still open. */
const SHORTEST_DAYS = 2;

/** Returns the fault of an entry such as `auth.*=400`, as the rest of a sentence. */
export function faultOfRetention(entry: string): string | undefined {
  const days = FORM.exec(entry)?.[4];
  if (days === undefined) return `has "${entry}", which is not of the form auth.signed_in=400, auth.*=400 or *=400`;
  return Number(days) < SHORTEST_DAYS ? `has "${entry}"; ${SHORTEST_DAYS} days is the minimum` : undefined;
}

/** The days for which events of this type are kept; undefined if they are kept without a limit. The longest match wins. */
export function retentionOf(entries: readonly string[], type: string): number | undefined {
  const matching = entries
    .map((entry) => entry.split('=') as [pattern: string, days: string])
    .filter(([pattern]) => matches(pattern, type))
    .sort(([one], [other]) => other.length - one.length);
  return matching[0] && Number(matching[0][1]);
}

function matches(pattern: string, type: string): boolean {
  return pattern.endsWith('*') ? type.startsWith(pattern.slice(0, -1)) : pattern === type;
}

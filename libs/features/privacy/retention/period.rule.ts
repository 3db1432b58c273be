const FORM = /^([a-z][a-z0-9_]*)=([1-9]\d{0,4})$/;

/** Returns the fault of an entry such as `auth_session=30`, as the rest of a sentence. */
export function faultOfPeriod(entry: string): string | undefined {
  return FORM.test(entry)
    ? undefined
    : `has "${entry}", which is not of the form auth_session=30, with 1 to 99999 days`;
}

/** The days by table. The last entry for a table applies. */
export function periodsOf(entries: readonly string[]): ReadonlyMap<string, number> {
  return new Map(
    entries.map((entry) => {
      const [, table = '', days] = FORM.exec(entry) ?? [];
      return [table, Number(days)];
    }),
  );
}

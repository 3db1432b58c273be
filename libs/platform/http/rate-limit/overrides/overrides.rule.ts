export interface Override {
  readonly requests: number;
  readonly seconds: number;
}

/** The fault of an entry of RATE_LIMITS; undefined if it is valid. */
export function faultOfOverride(entry: string): string | undefined {
  if (parseOverride(entry)) return undefined;
  return `has ${JSON.stringify(entry)}, which is not of the form name=requests/seconds, for example login=20/60`;
}

/** Parses overrides such as `login=20/60`. `faultOfOverride` has already rejected any other form. */
export function overridesIn(entries: readonly string[]): ReadonlyMap<string, Override> {
  return new Map(entries.map(parseOverride).filter((entry) => entry !== undefined));
}

function parseOverride(entry: string): [string, Override] | undefined {
  const [, name, requests = '', seconds = ''] = /^([A-Za-z.]+)=(\d{1,7})\/(\d{1,5})$/.exec(entry) ?? [];
  if (name === undefined || Number(requests) < 1 || Number(seconds) < 1) return undefined;
  return [name, { requests: Number(requests), seconds: Number(seconds) }];
}

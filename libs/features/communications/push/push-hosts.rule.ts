/** Whether a list contains the host. `*.example.com` stands for all hosts below it, and `*` for any host. */
export function isHostIn(host: string, list: readonly string[]): boolean {
  return list.some((entry) => {
    if (entry === '*') return true;
    return entry.startsWith('*.') ? host.endsWith(entry.slice(1)) : host === entry;
  });
}

/** Returns the fault of an entry of such a list. */
export function faultOfHost(entry: string): string | undefined {
  return /^(\*|(\*\.)?[a-z0-9-]+(\.[a-z0-9-]+)*|\[[0-9a-f:.]+\])$/.test(entry)
    ? undefined
    : `has ${JSON.stringify(entry)}, which is not a host such as push.example.com or *.example.com`;
}

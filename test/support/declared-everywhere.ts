/** What any route may answer before it is even reached: not repeated at each of them. */
export const DECLARED_EVERYWHERE: ReadonlySet<number> = new Set([408, 414, 415, 413, 431]);

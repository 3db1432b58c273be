/** Statuses that any route may answer before its handler runs, so no route declares them. */
export const DECLARED_EVERYWHERE: ReadonlySet<number> = new Set([408, 414, 415, 413, 431]);

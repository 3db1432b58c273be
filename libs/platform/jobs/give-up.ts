/** Thrown by a handler if another attempt would fail in the same way. The job is dead at once and can be replayed. */
export class GiveUp extends Error {}

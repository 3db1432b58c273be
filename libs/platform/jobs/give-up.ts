/** Thrown by a handler if another attempt would fail in the same way: the job is dead at once, until it is replayed. */
export class GiveUp extends Error {}

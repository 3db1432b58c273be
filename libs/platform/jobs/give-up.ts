/** Thrown by a handler that knows another attempt would end alike: the job lies dead at once, until it is replayed. */
export class GiveUp extends Error {}

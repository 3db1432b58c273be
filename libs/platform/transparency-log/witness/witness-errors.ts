/** The witness has not cosigned a checkpoint. The message is a sentence for operators. */
export abstract class WitnessError extends Error {
  constructor(sentence: string) {
    super(sentence);
    this.name = new.target.name;
  }
}

export class WitnessUnreachable extends WitnessError {
  constructor(witness: string, reason: string) {
    super(`The witness ${witness} cannot be reached (${reason}).`);
  }
}

/** The witness is not configured for this log, or not for the key that has signed the checkpoint. */
export class WitnessRefused extends WitnessError {
  constructor(
    witness: string,
    origin: string,
    readonly status: 403 | 404,
  ) {
    const what = status === 404 ? `does not know the log ${origin}` : `knows other keys of the log ${origin}`;
    super(`The witness ${witness} ${what}. Start the witness with the verifier key of the log.`);
  }
}

/** The log was rolled back, or another process has sent a newer checkpoint meanwhile. */
export class WitnessAhead extends WitnessError {
  constructor(
    witness: string,
    size: number,
    /** The size that the witness has cosigned. */
    readonly witnessed: number,
  ) {
    super(
      `The witness ${witness} has cosigned ${witnessed} entries of the log, but the checkpoint has only ${size}. If the log does not have ${witnessed} entries, it was rolled back.`,
    );
  }
}

/** The log was changed: it does not continue the one that the witness has cosigned. */
export class WitnessContradicted extends WitnessError {
  constructor(
    witness: string,
    /** The size that the witness has cosigned. */
    readonly witnessed: number,
  ) {
    super(
      `The first ${witnessed} entries of the log are not those that the witness ${witness} has cosigned: the log was changed.`,
    );
  }
}

/** The witness has answered something that has no meaning here, or has signed wrongly. */
export class WitnessFailed extends WitnessError {
  constructor(witness: string, reason: string) {
    super(`The witness ${witness} ${reason}.`);
  }
}

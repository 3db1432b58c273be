import type { VerifierKey } from '@platform/transparency-log/signed-note.rule';

/** The name of the key of a log is the origin of its checkpoints. */
export function isKeyOf(origin: string, { type, name }: VerifierKey): boolean {
  return type === 'log' && name === origin;
}

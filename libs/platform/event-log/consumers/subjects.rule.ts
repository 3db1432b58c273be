import { idToBytes, type UserId } from '@platform/ids/ids';
import { PARTS } from './consumer-definition';

interface WithSubjects {
  readonly subject: UserId | null;
  readonly otherSubjects: readonly UserId[];
}

/** Events without a subject are ordered among themselves, as if they had one. */
export const NO_SUBJECT = Buffer.alloc(16);

export function subjectsOf({ subject, otherSubjects }: WithSubjects): readonly (UserId | null)[] {
  if (otherSubjects.length === 0) return [subject];
  return [...new Set(subject === null ? otherSubjects : [subject, ...otherSubjects])];
}

/** The last byte of an ID is random, so that the parts have about the same size. */
export function partOf(subject: UserId | null): number {
  return subject === null ? 0 : Number.parseInt(subject.slice(-2), 16) % PARTS;
}

export function subjectBytes(subject: UserId | null): Buffer {
  return subject === null ? NO_SUBJECT : idToBytes(subject);
}

import type { UserId } from '@platform/ids/ids';
import type { Changes } from '../changes/changes';

export interface DomainEvent<Type extends string = string, Facts extends object = object> {
  readonly id: string;
  readonly type: Type;
  /** The version of the facts. */
  readonly version: number;
  readonly at: Date;
  /** The user concerned. Consumers receive the events of one subject in order. */
  readonly subject: UserId | null;
  /** Other users concerned, for example the recipient of a message. */
  readonly otherSubjects: readonly UserId[];
  /** IDs and words that are not personal. They stay readable after an erasure. */
  readonly facts: Facts;
  readonly changes: Changes;
}

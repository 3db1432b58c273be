import type { ShapeClass } from '../fields/field-registry';

export interface AnswerShapes {
  /** The shape of the answer; without one the answer has no body. */
  readonly answer?: ShapeClass;
  /** The same status can come with another shape: for results that `when` is true of. */
  readonly alternative?: { readonly answer: ShapeClass; readonly when: (result: object) => boolean };
}

/** The shape a result is written through. */
export function shapeFor({ answer, alternative }: AnswerShapes, result: unknown): ShapeClass | undefined {
  const isOther = alternative && typeof result === 'object' && result !== null && alternative.when(result);
  return isOther ? alternative.answer : answer;
}

import type { ShapeClass } from '../fields/field-registry';

export interface AnswerShapes {
  /** The shape of the answer; without one the answer has no body. */
  readonly answer?: ShapeClass;
  /** The same status can come with another shape: for results that `when` is true of. */
  readonly alternative?: { readonly answer: ShapeClass; readonly when: (result: object) => boolean };
  /** Another success the route can answer with, of another status. */
  readonly otherwise?: {
    readonly status: number;
    readonly description: string;
    readonly answer: ShapeClass;
    readonly when: (result: object) => boolean;
  };
}

/** The shape a result is written through. */
export function shapeFor({ answer, alternative, otherwise }: AnswerShapes, result: unknown): ShapeClass | undefined {
  if (!(alternative || otherwise) || typeof result !== 'object' || result === null) return answer;
  return [alternative, otherwise].find((other) => other?.when(result))?.answer ?? answer;
}

import type { ShapeClass } from '../fields/field-registry';

export interface AnswerShapes {
  /** The shape of the response; without it the response has no body. */
  readonly answer?: ShapeClass;
  /** Another shape for the same status, for results for which `when` returns true. */
  readonly alternative?: { readonly answer: ShapeClass; readonly when: (result: object) => boolean };
  /** Another success status of the route. */
  readonly otherwise?: {
    readonly status: number;
    readonly description: string;
    readonly answer: ShapeClass;
    readonly when: (result: object) => boolean;
  };
}

/** The shape that serialises a result. */
export function shapeFor({ answer, alternative, otherwise }: AnswerShapes, result: unknown): ShapeClass | undefined {
  if (!(alternative || otherwise) || typeof result !== 'object' || result === null) return answer;
  return [alternative, otherwise].find((other) => other?.when(result))?.answer ?? answer;
}

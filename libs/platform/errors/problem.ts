/** A text in every supported language. Adding a language here makes the compiler report every missing text. */
export interface Text {
  readonly en: string;
  readonly de: string;
}
export type Language = keyof Text;
export const LANGUAGES: readonly Language[] = ['en', 'de'];

export interface ProblemDefinition {
  readonly status: number;
  readonly title: Text;
  readonly detail?: Text;
}

export type TextParameters = Readonly<Record<string, string | number>>;

/** The error of one field, as in the `errors` extension of RFC 9457. */
export interface FieldError {
  readonly pointer: string;
  readonly code: string;
  readonly parameters?: TextParameters;
}

export interface ProblemOptions {
  readonly parameters?: TextParameters;
  readonly errors?: readonly FieldError[];
  /** What the caller needs to continue, as a further member of the problem document. */
  readonly consents?: readonly object[];
  readonly headers?: Readonly<Record<string, string>>;
  readonly cause?: unknown;
}

/** An error of the API: a stable code owned by one feature, and the values for its texts. */
export class Problem extends Error {
  constructor(
    readonly code: string,
    readonly definition: ProblemDefinition,
    readonly options: ProblemOptions = {},
  ) {
    super(`${code}: ${definition.title.en}`, { cause: options.cause });
    this.name = 'Problem';
  }

  get status(): number {
    return this.definition.status;
  }
}

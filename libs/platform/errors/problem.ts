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

/** One refused field, as RFC 9457's `errors` extension carries it. */
export interface FieldError {
  readonly pointer: string;
  readonly code: string;
  readonly parameters?: TextParameters;
}

export interface ProblemOptions {
  readonly parameters?: TextParameters;
  readonly errors?: readonly FieldError[];
  readonly headers?: Readonly<Record<string, string>>;
  readonly cause?: unknown;
}

/** Every refusal of the product: a stable code owned by one feature, and what is needed to word it. */
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

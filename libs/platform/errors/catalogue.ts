import { Problem, type ProblemDefinition, type ProblemOptions, type Text } from './problem';

type ProblemFactory = ((options?: ProblemOptions) => Problem) & { readonly code: string };

const problems = new Map<string, ProblemDefinition>();
const fieldTexts = new Map<string, Text>();

/** Declares the errors that a feature can return: `defineProblems('auth', { wrong_credentials: {…} })`. */
export function defineProblems<T extends Record<string, ProblemDefinition>>(
  owner: string,
  definitions: T,
): { readonly [K in keyof T]: ProblemFactory } {
  const factories = Object.entries(definitions).map(([name, definition]) => {
    const code = register(problems, `${owner}.${name}`, definition);
    const factory = (options?: ProblemOptions) => new Problem(code, definition, options);
    return [name, Object.assign(factory, { code })];
  });
  return Object.fromEntries(factories);
}

/** Declares error codes for single fields, each with its message. */
export function defineFieldErrors<T extends Record<string, Text>>(
  owner: string,
  texts: T,
): { readonly [K in keyof T]: string } {
  const codes = Object.entries(texts).map(([name, text]) => [name, register(fieldTexts, `${owner}.${name}`, text)]);
  return Object.fromEntries(codes);
}

export function allProblems(): ReadonlyMap<string, ProblemDefinition> {
  return problems;
}

export function allFieldErrors(): ReadonlyMap<string, Text> {
  return fieldTexts;
}

function register<T>(catalogue: Map<string, T>, code: string, entry: T): string {
  if (catalogue.has(code)) throw new Error(`The error code ${code} is declared twice.`);
  catalogue.set(code, entry);
  return code;
}

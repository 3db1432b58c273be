import { allFieldErrors } from './catalogue';
import { LANGUAGES, type FieldError, type Language, type Problem, type Text, type TextParameters } from './problem';

/** The limits of the field errors in the OpenAPI document, so that a small request cannot cause a large response. */
export const MAX_ERRORS = 20;
export const LONGEST_POINTER = 200;
const UNPRINTABLE = /[\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb\p{Cs}]/gu;

export interface ProblemDocument {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail?: string;
  readonly code: string;
  readonly instance: string;
  readonly errors?: readonly { pointer: string; code: string; detail: string }[];
  readonly consents?: readonly object[];
  /** The number of faults that are not listed. */
  readonly moreErrors?: number;
}

export function wordProblem(problem: Problem, language: Language, requestId: string): ProblemDocument {
  const { definition, options } = problem;
  return {
    type: `urn:userkeep:problem:${problem.code}`,
    title: definition.title[language],
    status: definition.status,
    ...(definition.detail && { detail: fill(definition.detail, language, options.parameters) }),
    code: problem.code,
    instance: requestId,
    ...(options.errors?.length && {
      errors: options.errors.slice(0, MAX_ERRORS).map((error) => wordField(error, language)),
    }),
    ...(options.consents && { consents: options.consents }),
    ...(options.errors && options.errors.length > MAX_ERRORS && { moreErrors: options.errors.length - MAX_ERRORS }),
  };
}

export function wordField(error: FieldError, language: Language) {
  const text = allFieldErrors().get(error.code);
  if (!text) throw new Error(`The field error ${error.code} is not declared.`);
  return { pointer: plain(error.pointer), code: error.code, detail: fill(text, language, error.parameters) };
}

/** Field names of the client are returned without control and hidden characters, and shortened. */
function plain(pointer: string): string {
  return pointer.slice(0, LONGEST_POINTER).replace(UNPRINTABLE, '\ufffd');
}

function fill(text: Text, language: Language, parameters: TextParameters = {}): string {
  return text[language].replace(/\{(\w+)\}/g, (whole, name: string) => String(parameters[name] ?? whole));
}

/** The supported language that an Accept-Language header prefers (RFC 9110 §12.5.4); English by default. */
export function preferredLanguage(header: string | undefined): Language {
  if (!header) return 'en';
  const preferences = header
    .slice(0, 200)
    .split(',')
    .map((part) => {
      const [tag = '', ...parameters] = part.trim().split(';');
      const quality = parameters.find((parameter) => parameter.trim().startsWith('q='));
      return { tag: tag.trim().toLowerCase(), quality: quality ? Number(quality.trim().slice(2)) : 1 };
    })
    .filter((preference) => preference.quality > 0)
    .sort((a, b) => b.quality - a.quality);
  for (const { tag } of preferences) {
    const language = LANGUAGES.find((candidate) => tag === candidate || tag.startsWith(`${candidate}-`));
    if (language) return language;
    if (tag === '*') return 'en';
  }
  return 'en';
}

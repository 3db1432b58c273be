import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { Transform, Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsObject,
  IsOptional,
  IsString,
  Matches,
  Max,
  Min,
  ValidateBy,
  ValidateIf,
  ValidateNested,
  type ValidationOptions,
} from 'class-validator';
import { FieldErrors } from '@platform/errors/platform.errors';
import type { TextParameters } from '@platform/errors/problem';
import { isId } from '@platform/ids/ids';
import { recordField, type JsonSchema, type ShapeClass } from './field-registry';
import { hasVisible, isPlainText } from './plain-text.rule';
import { isTimeOrDate, isUtcTime, TIME_OR_DATE, UTC_TIME } from '@platform/text/utc-time.rule';

/**
 * Each field has one decorator, which defines its validation, its OpenAPI schema and its serialisation. Shapes of
 * features (`*.dto.ts`) use only these decorators, not those of class-validator or Swagger.
 */
interface Common {
  readonly description: string;
  readonly example?: unknown;
  readonly optional?: boolean;
  readonly nullable?: boolean;
}

interface TextOptions extends Common {
  readonly min?: number;
  readonly max: number;
  readonly pattern?: RegExp;
  /** The format that `pattern` requires, in words. */
  readonly form?: string;
  /** Whether line breaks are allowed. */
  readonly multiline?: boolean;
  readonly secret?: boolean;
  /** The format in the OpenAPI document; a rule checks it. */
  readonly format?: 'idn-email';
  /** The text must contain a visible character, not only blanks and zero-width characters. */
  readonly visible?: boolean;
}

export function TextField(options: TextOptions): PropertyDecorator {
  // An empty secret is never valid.
  const { min = options.secret ? 1 : 0, max, pattern, form = '' } = options;
  return field(
    options,
    {
      type: 'string',
      minLength: min,
      maxLength: max,
      ...(options.secret && { format: 'password' }),
      ...(options.format && { format: options.format }),
      ...(pattern && { pattern: pattern.source }),
    },
    IsString(reportedAs(FieldErrors.wrong_type, { type: 'string' })),
    rule('min', (value) => lengthOf(value) >= min, reportedAs(FieldErrors.too_short, { min })),
    rule('max', (value) => lengthOf(value) <= max, reportedAs(FieldErrors.too_long, { max })),
    ...(options.secret
      ? []
      : [rule('plain', (value) => isPlainText(value, options.multiline), reportedAs(FieldErrors.bad_text))]),
    ...(options.visible ? [rule('visible', hasVisible, reportedAs(FieldErrors.bad_text))] : []),
    ...(pattern ? [Matches(pattern, reportedAs(FieldErrors.bad_format, { form }))] : []),
  );
}

export function IdField(options: Common): PropertyDecorator {
  return field(
    options,
    { type: 'string', format: 'uuid', minLength: 36, maxLength: 36 },
    rule('id', isId, reportedAs(FieldErrors.bad_format, { form: 'UUID' })),
  );
}

export function TimeField(options: Common): PropertyDecorator {
  return field(
    options,
    { type: 'string', format: 'date-time', maxLength: 24, pattern: UTC_TIME.source },
    rule('time', isUtcTime, reportedAs(FieldErrors.bad_format, { form: '2026-11-20T20:15:00.000Z' })),
  );
}

/** A time to search from or to. A date without a time means the start of that day in UTC. */
export function TimeFilterField(options: Common): PropertyDecorator {
  return field(
    { example: '2026-11-30', ...options, description: `${options.description} A date means its start in UTC.` },
    { type: 'string', maxLength: 24, pattern: TIME_OR_DATE.source },
    rule('time', isTimeOrDate, reportedAs(FieldErrors.bad_format, { form: '2026-11-30, 2026-11-20T20:15:00.000Z' })),
  );
}

export function IntegerField(options: Common & { min: number; max: number; fromQuery?: boolean }): PropertyDecorator {
  const { min, max } = options;
  return field(
    options,
    { type: 'integer', format: max > 2_147_483_647 ? 'int64' : 'int32', minimum: min, maximum: max },
    ...(options.fromQuery
      ? [Transform(({ value }) => (typeof value === 'string' && /^-?\d{1,15}$/.test(value) ? Number(value) : value))]
      : []),
    IsInt(reportedAs(FieldErrors.wrong_type, { type: 'integer' })),
    Min(min, reportedAs(FieldErrors.too_small, { min })),
    Max(max, reportedAs(FieldErrors.too_large, { max })),
  );
}

export function BooleanField(options: Common): PropertyDecorator {
  return field(options, { type: 'boolean' }, IsBoolean(reportedAs(FieldErrors.wrong_type, { type: 'boolean' })));
}

export function ChoiceField(options: Common & { values: readonly string[] }): PropertyDecorator {
  const { values } = options;
  return field(
    options,
    { type: 'string', enum: [...values] },
    IsIn(values, reportedAs(FieldErrors.not_allowed_value, { values: values.join(', ') })),
  );
}

/** A JSON object whose fields are validated elsewhere, for example by a schema of the operator. */
export function JsonField(options: Common): PropertyDecorator {
  return field(
    options,
    { type: 'object', additionalProperties: true },
    IsObject(reportedAs(FieldErrors.wrong_type, { type: 'object' })),
    // Keeps the original value, because the library would rebuild it without the keys that it takes for methods.
    Transform(({ obj, key }) => (obj as Record<string, unknown>)[key]),
  );
}

/** A value of one of several forms. `accepts` checks what the schemas describe; `form` says it in words. */
export function OneOfField(
  options: Common & {
    readonly schemas: readonly JsonSchema[];
    readonly accepts: (value: unknown) => boolean;
    readonly form: string;
  },
): PropertyDecorator {
  return field(
    options,
    { oneOf: [...options.schemas] },
    rule('oneOf', options.accepts, reportedAs(FieldErrors.bad_format, { form: options.form })),
    Transform(({ obj, key }) => (obj as Record<string, unknown>)[key]),
  );
}

interface TextListOptions extends Common {
  readonly maxItems: number;
  /** The maximum length of each text. */
  readonly max: number;
  readonly values?: readonly string[];
  readonly pattern?: RegExp;
}

export function TextListField(options: TextListOptions): PropertyDecorator {
  const each = (value: unknown) =>
    isPlainText(value) &&
    lengthOf(value) <= options.max &&
    (!options.values || options.values.includes(value as string)) &&
    (!options.pattern || options.pattern.test(value as string));
  return field(
    options,
    {
      type: 'array',
      maxItems: options.maxItems,
      items: {
        type: 'string',
        maxLength: options.max,
        ...(options.values && { enum: [...options.values] }),
        ...(options.pattern && { pattern: options.pattern.source }),
      },
    },
    IsArray(reportedAs(FieldErrors.wrong_type, { type: 'array' })),
    ArrayMaxSize(options.maxItems, reportedAs(FieldErrors.too_many, { max: options.maxItems })),
    rule(
      'each',
      (values) => Array.isArray(values) && values.every(each),
      reportedAs(FieldErrors.bad_format, { form: options.values?.join(', ') ?? 'text[]' }),
    ),
  );
}

export function ShapeField(of: () => ShapeClass, options: Common): PropertyDecorator {
  return nested(of, options, false, [IsObject(reportedAs(FieldErrors.wrong_type, { type: 'object' }))]);
}

export function ShapeListField(of: () => ShapeClass, options: Common & { maxItems: number }): PropertyDecorator {
  return nested(of, options, true, [
    IsArray(reportedAs(FieldErrors.wrong_type, { type: 'array' })),
    ArrayMaxSize(options.maxItems, reportedAs(FieldErrors.too_many, { max: options.maxItems })),
    rule(
      'objects',
      (values) =>
        Array.isArray(values) && values.every((v) => typeof v === 'object' && v !== null && !Array.isArray(v)),
      reportedAs(FieldErrors.wrong_type, { type: 'object[]' }),
    ),
  ]);
}

function nested(
  of: () => ShapeClass,
  options: Common & { maxItems?: number },
  many: boolean,
  checks: PropertyDecorator[],
) {
  const { description, example, optional = false, nullable = false, maxItems } = options;
  return applyDecorators(
    ApiProperty({
      description,
      example,
      required: !optional,
      nullable: nullable || undefined,
      // Swagger expects a lazy reference in `type`.
      type: () => of(),
      isArray: many,
      maxItems,
    }),
    ...presence(options),
    ...checks,
    ValidateNested(),
    Type(of),
    (target: object, name: string | symbol) =>
      recordField(target, String(name), { schema: nullable ? { nullable: true } : {}, optional, of, many }),
  );
}

function field(options: Common, schema: JsonSchema, ...checks: PropertyDecorator[]): PropertyDecorator {
  const { description, example, optional = false, nullable = false } = options;
  return applyDecorators(
    ApiProperty({ ...schema, description, example, required: !optional, nullable: nullable || undefined }),
    ...presence(options),
    ...checks,
    (target: object, name: string | symbol) =>
      recordField(target, String(name), { schema: nullable ? { ...schema, nullable: true } : schema, optional }),
  );
}

/** In a merge patch, absent and null have different meanings, so each is declared separately. */
function presence({ optional, nullable }: Common): PropertyDecorator[] {
  if (optional && nullable) return [IsOptional()];
  if (optional) return [ValidateIf((_shape, value) => value !== undefined)];
  if (nullable) return [ValidateIf((_shape, value) => value !== null)];
  return [];
}

/** class-validator drops the context of a failed rule unless it has a message, which is not shown. */
function rule(name: string, validate: (value: unknown) => boolean, options: ValidationOptions): PropertyDecorator {
  return ValidateBy({ name, validator: { validate, defaultMessage: () => name } }, options);
}

function reportedAs(code: string, parameters?: TextParameters): ValidationOptions {
  return { context: { code, parameters } };
}

/** Counts characters, not UTF-16 units. */
function lengthOf(value: unknown): number {
  return typeof value === 'string' ? [...value].length : 0;
}

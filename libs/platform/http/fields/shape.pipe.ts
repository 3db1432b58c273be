import type { ArgumentMetadata, PipeTransform } from '@nestjs/common';
import { plainToInstance } from 'class-transformer';
import { validateSync, type ValidationError } from 'class-validator';
import { FieldErrors } from '@platform/errors/platform.errors';
import type { FieldError } from '@platform/errors/problem';
import { fieldsOf } from './field-registry';
import { refused } from './refusals';
import { ShapeRules } from './shape-rules';
import { isWithin, validPart } from './valid-part.rule';
import { cacheShapes } from './known-shapes';

cacheShapes();

/** Converts input to the declared shape, or rejects it with all of its errors. */
export class ShapePipe implements PipeTransform {
  constructor(private readonly rules = new ShapeRules()) {}

  transform(value: unknown, { type, metatype }: ArgumentMetadata): unknown {
    if (type === 'custom' || !metatype || fieldsOf(metatype).size === 0) return value;
    const input = value === undefined ? {} : value;
    if (input === null || typeof input !== 'object' || Array.isArray(input) || Buffer.isBuffer(input)) {
      throw refused([{ pointer: '', code: FieldErrors.wrong_type, parameters: { type: 'object' } }]);
    }
    // The library ignores names that all objects inherit, instead of rejecting them as unknown.
    const names = Object.keys(input);
    const inherited = names.filter((name) => name in Object.prototype);
    const ownFields = inherited.length === 0 ? input : omit(input, inherited);
    const shape = isFlat(metatype)
      ? Object.assign(new metatype() as object, ownFields)
      : (plainToInstance(metatype, ownFields, { exposeDefaultValues: true }) as object);
    const faults = [
      ...inherited.map((name) => ({ pointer: `/${name}`, code: FieldErrors.unknown })),
      ...validateSync(shape, {
        whitelist: true,
        forbidNonWhitelisted: true,
        forbidUnknownValues: true,
      }).flatMap((fault) => fieldErrors(fault, '')),
    ];
    const checks = this.rules.checksOf(metatype);
    const ruleErrors = checks.length > 0 ? ruleFaults(checks, shape, names, faults) : [];
    if (faults.length + ruleErrors.length > 0) throw refused([...faults, ...ruleErrors]);
    return shape;
  }
}

/** Runs the checks on the fields that are valid so far. */
function ruleFaults(
  checks: ReturnType<ShapeRules['checksOf']>,
  input: object,
  sent: string[],
  faults: readonly FieldError[],
): FieldError[] {
  const pointers = faults.map(({ pointer }) => pointer);
  const valid = pointers.length === 0 ? input : validPart(input, pointers);
  const names = new Set(sent);
  return checks.flatMap((check) => check(valid, names)).filter(({ pointer }) => !isWithin(pointer, pointers));
}

function omit(input: object, names: readonly string[]): object {
  return Object.fromEntries(Object.entries(input).filter(([name]) => !names.includes(name)));
}

const flat = new WeakMap<object, boolean>();

/** Whether all fields are strings or booleans, which need no conversion. */
function isFlat(shape: ArgumentMetadata['metatype'] & object): boolean {
  let known = flat.get(shape);
  if (known === undefined) {
    const fields = [...fieldsOf(shape).values()];
    known = fields.every(({ schema, of }) => !of && (schema.type === 'string' || schema.type === 'boolean'));
    flat.set(shape, known);
  }
  return known;
}

function fieldErrors(fault: ValidationError, parent: string): FieldError[] {
  const pointer = `${parent}/${fault.property.replaceAll('~', '~0').replaceAll('/', '~1')}`;
  const inner = (fault.children ?? []).flatMap((child) => fieldErrors(child, pointer));
  const broken = Object.keys(fault.constraints ?? {});
  if (broken.length === 0) return inner;
  return [{ pointer, ...reasonOf(fault, broken) }, ...inner];
}

function reasonOf(fault: ValidationError, broken: string[]): Omit<FieldError, 'pointer'> {
  if (broken.includes('whitelistValidation')) return { code: FieldErrors.unknown };
  if (broken.includes('nestedValidation')) return { code: FieldErrors.wrong_type, parameters: { type: 'object' } };
  if (fault.value === undefined) return { code: FieldErrors.required };
  // A type fault hides the others, because "too short" does not help for a number.
  const contexts = fault.contexts;
  const reasons = broken.map((name) => contexts?.[name]).filter((reason) => reason !== undefined);
  const reason = reasons.find(({ code }) => code === FieldErrors.wrong_type) ?? reasons[0];
  return reason ?? { code: FieldErrors.bad_format, parameters: { form: fault.property } };
}

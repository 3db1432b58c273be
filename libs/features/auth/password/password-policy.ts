import { Injectable } from '@nestjs/common';
import type { FieldError } from '@platform/errors/problem';
import { refused } from '@platform/http/fields/refusals';
import { ShapeRules } from '@platform/http/fields/shape-rules';
import { AuthConfig } from '../auth.config';
import { AuthFieldErrors } from '../auth.errors';
import { CommonPasswords } from './common-passwords';
import { normalisePassword } from './password-hasher';
import { faultOf, PASSWORD_MAX_LENGTH } from './password-policy.rule';

/** Enforces the password policy. */
@Injectable()
export class PasswordPolicy {
  constructor(
    private readonly config: AuthConfig,
    private readonly common: CommonPasswords,
    private readonly rules: ShapeRules,
  ) {}

  /** Returns the normalised password, or throws a field error. */
  accept(pointer: string, password: string, about: readonly (string | null | undefined)[]): string {
    const faults = this.faultsOf(pointer, password, about);
    if (faults.length > 0) throw refused(faults);
    return normalisePassword(password);
  }

  /** Checks the policy when the request body is validated, and adds it to the OpenAPI document. */
  applyTo<T extends object>(
    shape: abstract new (...args: never[]) => T,
    field: keyof T & string,
    about: (body: { readonly [K in keyof T]?: T[K] }) => readonly (string | null | undefined)[] = () => [],
  ): void {
    this.rules.check(shape, `password policy of ${field}`, (body) => {
      const password: unknown = body[field];
      return typeof password === 'string' ? this.faultsOf(`/${field}`, password, about(body)) : [];
    });
    this.rules.document(shape, field, { minLength: this.config.passwordMinLength, maxLength: PASSWORD_MAX_LENGTH });
  }

  private faultsOf(
    pointer: string,
    password: string,
    about: readonly (string | null | undefined)[],
  ): readonly FieldError[] {
    const fault = faultOf(normalisePassword(password), {
      minLength: this.config.passwordMinLength,
      personalWords: ['userkeep', ...about.flatMap(wordsOf)],
      isCommon: (word) => this.common.has(word),
    });
    if (!fault) return [];
    const parameters = { min: this.config.passwordMinLength, max: PASSWORD_MAX_LENGTH };
    return [{ pointer, code: AuthFieldErrors[`password_${fault}`], parameters }];
  }
}

function wordsOf(text: string | null | undefined): string[] {
  if (!text) return [];
  const parts = text.toLowerCase().split(/[^\p{L}\p{N}]+/u);
  return [text.toLowerCase(), parts.join(''), ...parts].filter((word) => word.length > 2);
}

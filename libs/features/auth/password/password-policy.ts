import { Injectable } from '@nestjs/common';
import { refusedField } from '@platform/http/fields/refusals';
import { AuthConfig } from '../auth.config';
import { AuthFieldErrors } from '../auth.errors';
import { CommonPasswords } from './common-passwords';
import { faultOf, normalisePassword, PASSWORD_MAX_LENGTH } from './password-policy.rule';

/** Lets only passwords in that are worth hashing. */
@Injectable()
export class PasswordPolicy {
  constructor(
    private readonly config: AuthConfig,
    private readonly common: CommonPasswords,
  ) {}

  /** The password as it is to be hashed, or a refusal of the field. */
  accept(pointer: string, password: string, about: readonly (string | null | undefined)[]): string {
    const normal = normalisePassword(password);
    const fault = faultOf(normal, {
      minLength: this.config.passwordMinLength,
      personalWords: ['userkeep', ...about.flatMap(wordsOf)],
      isCommon: (word) => this.common.has(word),
    });
    if (!fault) return normal;
    throw refusedField(pointer, AuthFieldErrors[`password_${fault}`], {
      min: this.config.passwordMinLength,
      max: PASSWORD_MAX_LENGTH,
    });
  }
}

function wordsOf(text: string | null | undefined): string[] {
  if (!text) return [];
  const parts = text.toLowerCase().split(/[^\p{L}\p{N}]+/u);
  return [text.toLowerCase(), parts.join(''), ...parts].filter((word) => word.length > 2);
}

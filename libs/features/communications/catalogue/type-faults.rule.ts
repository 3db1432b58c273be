import type { FieldError } from '@platform/errors/problem';
import { MAX_TYPE_LENGTH } from '@platform/notifications/define-notification';
import { textFaults } from '@platform/notifications/notification-texts.rule';
import { TemplateFault } from '@platform/text/placeholders.rule';
import { CommunicationsFieldErrors } from '../communications.errors';
import { repeatedLanguages } from './languages.rule';
import type { LanguageTexts } from './notification-type.entity';

/** The types of an app begin with this, so that no app can imitate a notification of the product. */
const APP_TYPE = /^app(\.[a-z][a-z0-9_]*){1,3}$/;

export function isAppType(type: string): boolean {
  return type.length <= MAX_TYPE_LENGTH && APP_TYPE.test(type);
}

export function textsFaults(texts: readonly LanguageTexts[], fields: readonly string[]): FieldError[] {
  const known = new Set(fields);
  const broken = texts.flatMap((text, at) =>
    templateFaults(text, known).map((fault) => ({
      pointer: `/texts/${at}`,
      code: CommunicationsFieldErrors.bad_template,
      parameters: { fault },
    })),
  );
  return [...repeatedLanguages('/texts', texts), ...broken];
}

function templateFaults(texts: LanguageTexts, known: ReadonlySet<string>): string[] {
  try {
    return textFaults(texts, known);
  } catch (error) {
    if (error instanceof TemplateFault) return [error.message];
    throw error;
  }
}

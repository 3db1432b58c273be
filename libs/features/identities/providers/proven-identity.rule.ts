import { parseLanguageTag } from '@platform/json-schema/language-tag.rule';
import { parseEmail } from '@platform/email/email-address.rule';
import { hasVisible, isPlainText } from '@platform/http/fields/plain-text.rule';

/** The identity of a user at a provider: everything that is read from an ID token. */
export interface ProvenIdentity {
  readonly provider: string;
  /** The subject: unique, stable, and not chosen by the user. */
  readonly subject: string;
  /** The email address, if the provider returned a valid one. */
  readonly email: string | null;
  readonly emailVerified: boolean;
  readonly displayName?: string;
  readonly locale?: string;
}

const MAX_SUBJECT_LENGTH = 255;
const MAX_NAME_LENGTH = 100;

/** Returns undefined if the claims have no valid subject. */
export function provenIdentity(
  provider: string,
  claims: Readonly<Record<string, unknown>>,
): ProvenIdentity | undefined {
  const { sub, email, email_verified: verified, name, locale } = claims;
  if (typeof sub !== 'string' || sub.length < 1 || sub.length > MAX_SUBJECT_LENGTH || !sub.isWellFormed())
    return undefined;
  const address = parseEmail(email)?.address ?? null;
  return {
    provider,
    subject: sub,
    email: address,
    // Some providers send it as a string. All other values, from 1 to "yes", are ignored.
    emailVerified: address !== null && (verified === true || verified === 'true'),
    displayName: displayNameOf(name),
    locale: typeof locale === 'string' ? parseLanguageTag(locale) : undefined,
  };
}

/** The address that the provider has verified. An unverified address is never used to find an account. */
export function provenAddress({ email, emailVerified }: ProvenIdentity): string | undefined {
  return emailVerified && email !== null ? email : undefined;
}

function displayNameOf(name: unknown): string | undefined {
  if (typeof name !== 'string') return undefined;
  const plain = [...name.slice(0, 10 * MAX_NAME_LENGTH).replace(/\s+/g, ' ')].filter((character) =>
    isPlainText(character),
  );
  const cut = plain.join('').trim();
  const fitting = [...cut].slice(0, MAX_NAME_LENGTH).join('').trim();
  return hasVisible(fitting) ? fitting : undefined;
}

import { parseLocale } from '@features/users';
import { parseEmail } from '@platform/email/email-address.rule';
import { hasVisible, isPlainText } from '@platform/http/fields/plain-text.rule';

/** Who somebody is at a provider, in the provider's own word: all that is ever taken from an ID token. */
export interface ProvenIdentity {
  readonly provider: string;
  /** The provider's name for the account there: never another's, and never a person's to choose. */
  readonly subject: string;
  /** Where the provider gave one that can be an address. */
  readonly email: string | null;
  readonly emailVerified: boolean;
  readonly displayName?: string;
  readonly locale?: string;
}

const LONGEST_SUBJECT = 255;
const LONGEST_NAME = 100;

/** Undefined when the claims name nobody. */
export function provenIdentity(
  provider: string,
  claims: Readonly<Record<string, unknown>>,
): ProvenIdentity | undefined {
  const { sub, email, email_verified: verified, name, locale } = claims;
  if (typeof sub !== 'string' || sub.length < 1 || sub.length > LONGEST_SUBJECT || !sub.isWellFormed())
    return undefined;
  const address = parseEmail(email)?.address ?? null;
  return {
    provider,
    subject: sub,
    email: address,
    // Some say it as a text. Whatever else stands there, from 1 to "yes", is nobody's word for anything.
    emailVerified: address !== null && (verified === true || verified === 'true'),
    displayName: displayNameOf(name),
    locale: typeof locale === 'string' ? parseLocale(locale) : undefined,
  };
}

/** The address the provider stands for. Any other is not looked up, and is not the account's. */
export function provenAddress({ email, emailVerified }: ProvenIdentity): string | undefined {
  return emailVerified && email !== null ? email : undefined;
}

function displayNameOf(name: unknown): string | undefined {
  if (typeof name !== 'string') return undefined;
  const plain = [...name.slice(0, 10 * LONGEST_NAME).replace(/\s+/g, ' ')].filter((character) =>
    isPlainText(character),
  );
  const cut = plain.join('').trim();
  const fitting = [...cut].slice(0, LONGEST_NAME).join('').trim();
  return hasVisible(fitting) ? fitting : undefined;
}

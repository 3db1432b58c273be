/**
 * `account`: the user needs the mail for security or has requested it. `notification`: everything else. A user who reports
 * a mail as spam gets no more notifications by mail.
 */
export type MailPurpose = 'account' | 'notification';

/** A kind of mail: the folder of its templates, and the values that they can use. */
export interface MailDefinition<Name extends string = string> {
  /**
   * For example `recovery.password_reset`. The name must stay stable, because waiting mails and custom templates
   * contain it.
   */
  readonly name: string;
  /** Contains for example `en/password_reset.txt` and `de/password_reset.txt`. */
  readonly folder: string;
  /** Sample values. A sample that begins with https:// marks the value as a link. */
  readonly values: Readonly<Record<Name, string>>;
  /** The values that can have several lines. */
  readonly multiline?: readonly NoInfer<Name>[];
  /** The link that ends mails of this kind with one click of the mail client (RFC 8058). */
  readonly unsubscribe?: NoInfer<Name>;
  readonly purpose: MailPurpose;
}

const NAME = /^[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*$/;
const VALUE_NAME = /^[a-z][A-Za-z0-9]*$/;
/** The name of the app, which every mail can use. */
export const APP_VALUE = 'app';

const mails = new Map<string, MailDefinition>();

export function defineMail<Name extends string>(
  name: string,
  definition: Omit<MailDefinition<Name>, 'name' | 'purpose'> & Partial<Pick<MailDefinition, 'purpose'>>,
): MailDefinition<Name> {
  if (!NAME.test(name)) throw new Error(`${name} is not a valid name for a mail.`);
  if (mails.has(name)) throw new Error(`The mail ${name} is declared twice.`);
  for (const value of Object.keys(definition.values)) {
    if (!VALUE_NAME.test(value) || value === APP_VALUE) throw new Error(`${name} cannot have a value named ${value}.`);
  }
  const declared: MailDefinition<Name> = { name, purpose: 'account', ...definition };
  mails.set(name, declared);
  return declared;
}

export function allMails(): readonly MailDefinition[] {
  return [...mails.values()];
}

export function mailNamed(name: string): MailDefinition | undefined {
  return mails.get(name);
}

/** A waiting mail can be of a kind that this version no longer defines. */
export function purposeOf(name: string): MailPurpose {
  return mails.get(name)?.purpose ?? 'account';
}

export function linkNamesOf({ values }: MailDefinition): ReadonlySet<string> {
  return new Set(Object.entries(values).flatMap(([name, sample]) => (/^https?:\/\//.test(sample) ? [name] : [])));
}

/** Returns the name without the prefix of the feature, which is also the name of the files. */
export function fileNameOf({ name }: MailDefinition): string {
  return name.slice(name.indexOf('.') + 1);
}

/** One kind of mail: where its texts are, and which values they may name. */
export interface MailDefinition<Name extends string = string> {
  /**
   * For example `recovery.password_reset`. The name must stay stable, because waiting mails and custom templates
   * contain it.
   */
  readonly name: string;
  /** Holds `en/password_reset.txt` and `de/password_reset.txt`. */
  readonly folder: string;
  /** Samples. One that begins with https:// says that the value is a link. */
  readonly values: Readonly<Record<Name, string>>;
}

const NAME = /^[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*$/;
const VALUE_NAME = /^[a-z][A-Za-z0-9]*$/;
/** Given to every mail. */
export const APP_VALUE = 'app';

const mails = new Map<string, MailDefinition>();

export function defineMail<Name extends string>(
  name: string,
  { folder, values }: { folder: string; values: Readonly<Record<Name, string>> },
): MailDefinition<Name> {
  if (!NAME.test(name)) throw new Error(`${name} is not a valid name for a mail.`);
  if (mails.has(name)) throw new Error(`The mail ${name} is declared twice.`);
  for (const value of Object.keys(values)) {
    if (!VALUE_NAME.test(value) || value === APP_VALUE) throw new Error(`${name} cannot have a value named ${value}.`);
  }
  const definition = { name, folder, values };
  mails.set(name, definition);
  return definition;
}

export function allMails(): readonly MailDefinition[] {
  return [...mails.values()];
}

export function linkNamesOf({ values }: MailDefinition): ReadonlySet<string> {
  return new Set(Object.entries(values).flatMap(([name, sample]) => (/^https?:\/\//.test(sample) ? [name] : [])));
}

/** What the mail is called within its feature, which is also what its files are called there. */
export function fileNameOf({ name }: MailDefinition): string {
  return name.slice(name.indexOf('.') + 1);
}

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { allMails, fileNameOf, type MailDefinition } from '../define-mail';

export const SHIPPED_LANGUAGES = ['en', 'de'] as const;
export const SHIPPED_LAYOUT = join(__dirname, 'layout.html');

export function shippedFileOf(mail: MailDefinition, language: string): string {
  return join(mail.folder, language, `${fileNameOf(mail)}.txt`);
}

/** Returns the built-in templates with the paths that they have in the folder of MAIL_TEMPLATES. */
export function shippedTemplates(): { readonly path: string; readonly source: string }[] {
  const texts = allMails().flatMap((mail) =>
    SHIPPED_LANGUAGES.map((language) => ({
      path: join(language, `${mail.name}.txt`),
      source: readFileSync(shippedFileOf(mail, language), 'utf8'),
    })),
  );
  return [{ path: 'layout.html', source: readFileSync(SHIPPED_LAYOUT, 'utf8') }, ...texts];
}

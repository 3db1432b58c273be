import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { allMails, fileNameOf, type MailDefinition } from '../mail/define-mail';

export const OUR_LANGUAGES = ['en', 'de'] as const;
export const OUR_LAYOUT = join(__dirname, 'layout.html');

export function ourFileOf(mail: MailDefinition, language: string): string {
  return join(mail.folder, language, `${fileNameOf(mail)}.txt`);
}

/** All of ours, under the names they have in a folder that MAIL_TEMPLATES names. */
export function ourTemplates(): { readonly path: string; readonly source: string }[] {
  const texts = allMails().flatMap((mail) =>
    OUR_LANGUAGES.map((language) => ({
      path: join(language, `${mail.name}.txt`),
      source: readFileSync(ourFileOf(mail, language), 'utf8'),
    })),
  );
  return [{ path: 'layout.html', source: readFileSync(OUR_LAYOUT, 'utf8') }, ...texts];
}

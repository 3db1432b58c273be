import { newPasswordField } from '../password/new-password-field';
import type { Page } from '@platform/http/pages/page';

export const SETUP_PATH = '/setup';

interface Installation {
  readonly passwordMinLength: number;
  readonly hasDocs: boolean;
  readonly hasExample: boolean;
}

export function setupPage({ passwordMinLength, hasDocs, hasExample }: Installation): Page {
  return {
    posts: '/v1/auth/first-administrator',
    title: { en: 'Create an administrator', de: 'Administratorkonto anlegen' },
    intro: {
      en: 'This account can manage all users and settings of this installation.',
      de: 'Mit diesem Konto verwalten Sie alle Benutzer und Einstellungen dieser Installation.',
    },
    email: { name: 'email', label: { en: 'Email address', de: 'E-Mail-Adresse' } },
    password: newPasswordField(passwordMinLength),
    button: { en: 'Create administrator', de: 'Administrator anlegen' },
    done: {
      en: 'The administrator account has been created. You can now sign in with this email address and password.',
      de: 'Das Administratorkonto wurde angelegt. Sie können sich jetzt mit dieser E-Mail-Adresse und diesem Passwort anmelden.',
    },
    next: [
      ...(hasExample
        ? [{ href: '/example', label: { en: 'Sign in on the example page', de: 'Auf der Beispielseite anmelden' } }]
        : []),
      ...(hasDocs
        ? [{ href: '/docs', label: { en: 'Explore the API documentation', de: 'API-Dokumentation öffnen' } }]
        : []),
    ],
    incomplete: {
      en: 'This link is incomplete. Copy the whole link that `npm start` or `npx userkeep admin invite` printed.',
      de: 'Dieser Link ist unvollständig. Kopieren Sie den vollständigen Link, den `npm start` oder `npx userkeep admin invite` ausgegeben hat.',
    },
    problems: {
      'auth.setup_token_invalid': {
        en: 'This link has already been used, has expired or was replaced by a newer one. Run `npx userkeep admin invite` to get a new link.',
        de: 'Dieser Link wurde bereits verwendet, ist abgelaufen oder wurde durch einen neueren ersetzt. Mit `npx userkeep admin invite` erhalten Sie einen neuen Link.',
      },
    },
  };
}

/** The token is in the URL fragment, so it is not sent to the server and not logged. */
export function setupLink(baseUrl: string, token: string): string {
  return `${baseUrl}${SETUP_PATH}#token=${token}`;
}

import type { Text } from '@platform/errors/problem';

/** A page that a link with a token leads to, from a mail or from `npm start`: it says what will happen, and does so when its button is pressed. */
export interface Page {
  /** The operation it calls with the token of the link: `/v1/recovery/password/confirm`. */
  readonly posts: string;
  /** What is sent along, the same each time. */
  readonly sends?: Readonly<Record<string, string>>;
  /** Whoever it signs in stays so: its cookie belongs to an app on this origin. Otherwise a session ends at once. */
  readonly keepsSession?: boolean;
  readonly title: Text;
  readonly intro: Text;
  readonly button: Text;
  readonly done: Text;
  /** Where the user can go once it is done. */
  readonly next?: readonly { readonly href: string; readonly label: Text }[];
  /** What is shown when the link has no token; the default is for links in mails. */
  readonly incomplete?: Text;
  /** Texts for error codes, where this page can say more than the error itself does. */
  readonly problems?: Readonly<Record<string, Text>>;
  readonly email?: { readonly name: string; readonly label: Text };
  readonly password?: {
    readonly name: string;
    readonly label: Text;
    readonly hint?: Text;
    readonly autocomplete: 'new-password' | 'current-password';
  };
  /** Where a code is sent when the answer asks for a second factor. */
  readonly secondStep?: { readonly posts: string; readonly label: Text };
  /** A field that is only shown once the operation has answered with this code. */
  readonly otherwise?: { readonly code: string; readonly name: string; readonly label: Text };
}

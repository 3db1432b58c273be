import type { Text } from '@platform/errors/problem';

/** A page for a link with a token, from a mail or from `npm start`. It describes an action, and the button performs it. */
export interface Page {
  /** The operation that the page calls with the token from the link: `/v1/recovery/password/confirm`. */
  readonly posts: string;
  /** Constant fields of the request. */
  readonly sends?: Readonly<Record<string, string>>;
  /** Keeps the session that the operation starts, for an app on this origin. Otherwise the page ends it at once. */
  readonly keepsSession?: boolean;
  readonly title: Text;
  readonly intro: Text;
  readonly button: Text;
  readonly done: Text;
  /** Links that the page shows when the action has succeeded. */
  readonly next?: readonly { readonly href: string; readonly label: Text }[];
  /** The text for a link without a token. The default is for links in mails. */
  readonly incomplete?: Text;
  /** Texts for error codes that this page can explain better than the error itself. */
  readonly problems?: Readonly<Record<string, Text>>;
  readonly email?: { readonly name: string; readonly label: Text };
  readonly password?: {
    readonly name: string;
    readonly label: Text;
    readonly hint?: Text;
    readonly autocomplete: 'new-password' | 'current-password';
  };
  /** The operation that receives the code when the response requires a second factor. */
  readonly secondFactor?: { readonly posts: string; readonly label: Text };
  /** A field that is shown only after the operation has returned this error code. */
  readonly fieldAfterError?: { readonly code: string; readonly name: string; readonly label: Text };
}

import type { Text } from '@platform/errors/problem';

/** A page that a link in a mail leads to: it says what will happen, and does so when its button is pressed. */
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
  readonly password?: {
    readonly name: string;
    readonly label: Text;
    readonly autocomplete: 'new-password' | 'current-password';
  };
  /** Where a code is sent when the answer asks for a second factor. */
  readonly secondStep?: { readonly posts: string; readonly label: Text };
  /** A field that is only shown once the operation has answered with this code. */
  readonly otherwise?: { readonly code: string; readonly name: string; readonly label: Text };
}

import {
  cleanValues,
  fillText,
  namesIn,
  piecesOf,
  unknownNames,
  type Segments,
  type Values,
} from '../text/placeholders.rule';

/** The templates of a notification in one language. */
export interface NotificationText {
  readonly title: string;
  readonly text: string;
}

/** What the user can do about it, for example as a button that opens a page of the app. */
export interface NotificationAction {
  readonly title: string;
  /** Begins with `/`. Values are encoded, so that they cannot change the path around them. */
  readonly path: string;
}

export interface NotificationTexts extends NotificationText {
  readonly actions?: readonly NotificationAction[];
  /** For a group of notifications that several users caused. `{{others}}` is the number of users besides the last. */
  readonly many?: NotificationText;
}

/** The name of the user who caused the notification. It is filled in when the notification is shown. */
export const ACTOR_VALUE = 'actor';
export const OTHERS_VALUE = 'others';
export const APP_VALUE = 'app';
const WHEN_SHOWN: ReadonlySet<string> = new Set([ACTOR_VALUE, OTHERS_VALUE]);

export const MAX_ACTIONS = 3;
/** A path on the site of the app, also for programs that treat a backslash as a slash. */
export const ACTION_PATH = /^\/(?!\/)[!-[\]-~]*$/;
/** With the values filled in. */
export const MAX_PATH_LENGTH = 1000;

/** A text in which only the values that are known when it is shown are missing. */
export interface FilledTexts {
  readonly title: Segments;
  readonly text: Segments;
  readonly many?: { readonly title: Segments; readonly text: Segments };
  readonly actions?: readonly { readonly title: Segments; readonly path: string }[];
}

/** A notification as it is shown. */
export interface ShownTexts extends NotificationText {
  readonly actions: readonly NotificationAction[];
}

/** Returns the faults of the templates, each worded to follow their name. Throws `TemplateFault` for unclosed braces. */
export function textFaults(
  { title, text, many, actions = [] }: NotificationTexts,
  fields: ReadonlySet<string>,
): string[] {
  const parts = [title, text, ...(many ? [many.title, many.text] : []), ...actions.map((action) => action.title)];
  const paths = actions.map(({ path }) => path);
  const namesOf = (templates: readonly string[]) => templates.flatMap((template) => namesIn(piecesOf(template)));
  return [
    ...unknownNames(namesOf(parts), new Set([...fields, ACTOR_VALUE, OTHERS_VALUE, APP_VALUE])),
    ...unknownNames(namesOf(paths), fields),
  ];
}

/** Fills in the values of the data. A value cannot add a placeholder, because the templates are split before. */
export function fillTexts({ title, text, many, actions }: NotificationTexts, values: Values): FilledTexts {
  const filled = (template: string) => fillPart(piecesOf(template), values);
  return {
    title: filled(title),
    text: filled(text),
    ...(many && { many: { title: filled(many.title), text: filled(many.text) } }),
    ...(actions && {
      actions: actions.map((action) => ({ title: filled(action.title), path: filledPath(action.path, values) })),
    }),
  };
}

/** The fields of the data that a template can contain. */
export function textsOf(data: object): Values {
  const values = Object.entries(data).flatMap(([name, value]) =>
    typeof value === 'string' || typeof value === 'number' ? [[name, String(value)] as const] : [],
  );
  return cleanValues(Object.fromEntries(values));
}

/** Values cannot lead to another site or folder: they are encoded, and an empty one leaves no `//` at the start. */
export function filledPath(template: string, values: Values): string {
  const encoded = Object.entries(values).map(([name, value]) => [name, encodedInPath(value)] as const);
  return fillText(piecesOf(template), Object.fromEntries(encoded)).replace(/^\/+/, '/');
}

function encodedInPath(value: string): string {
  return /^\.{1,2}$/.test(value) ? '' : encodeURIComponent(value.toWellFormed());
}

/** The texts as they are shown, for a notification that this number of users caused. */
export function shownTexts(
  { many, actions = [], ...one }: FilledTexts,
  { actor, people }: { readonly actor: string; readonly people: number },
): ShownTexts {
  const { title, text } = many && people > 1 ? many : one;
  const values = { [ACTOR_VALUE]: actor, [OTHERS_VALUE]: String(people - 1) };
  return {
    title: fillText(title, values),
    text: fillText(text, values),
    actions: actions.map((action) => ({ title: fillText(action.title, values), path: action.path })),
  };
}

function fillPart(pieces: Segments, values: Values): Segments {
  return pieces.reduce<(string | { value: string })[]>((filled, piece) => {
    if (typeof piece !== 'string' && WHEN_SHOWN.has(piece.value)) return [...filled, piece];
    const text = typeof piece === 'string' ? piece : (values[piece.value] ?? '');
    const last = filled.at(-1);
    return typeof last === 'string' ? [...filled.slice(0, -1), last + text] : [...filled, text];
  }, []);
}

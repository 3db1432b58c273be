import { fillText, namesIn, piecesOf, unknownNames, type Segments, type Values } from '../text/placeholders.rule';

/** The templates of a notification in one language. */
export interface NotificationText {
  readonly title: string;
  readonly text: string;
}

export interface NotificationTexts extends NotificationText {
  /** For a group of notifications that several users caused. `{{others}}` is the number of users besides the last. */
  readonly many?: NotificationText;
}

/** The name of the user who caused the notification. It is filled in when the notification is shown. */
export const ACTOR_VALUE = 'actor';
export const OTHERS_VALUE = 'others';
export const APP_VALUE = 'app';
const WHEN_SHOWN: ReadonlySet<string> = new Set([ACTOR_VALUE, OTHERS_VALUE]);

/** A text in which only the values that are known when it is shown are missing. */
export interface FilledTexts {
  readonly title: Segments;
  readonly text: Segments;
  readonly many?: { readonly title: Segments; readonly text: Segments };
}

/** Returns the faults of the templates, each worded to follow their name. Throws `TemplateFault` for unclosed braces. */
export function textFaults({ title, text, many }: NotificationTexts, known: ReadonlySet<string>): string[] {
  const parts = [title, text, ...(many ? [many.title, many.text] : [])];
  return unknownNames(
    parts.flatMap((part) => namesIn(piecesOf(part))),
    known,
  );
}

/** Fills in the values of the data. A value cannot add a placeholder, because the templates are split before. */
export function fillTexts({ title, text, many }: NotificationTexts, values: Values): FilledTexts {
  const filled = (template: string) => fillPart(piecesOf(template), values);
  return {
    title: filled(title),
    text: filled(text),
    ...(many && { many: { title: filled(many.title), text: filled(many.text) } }),
  };
}

/** The texts as they are shown, for a notification that this number of users caused. */
export function shownTexts(
  { many, ...one }: FilledTexts,
  { actor, people }: { readonly actor: string; readonly people: number },
): NotificationText {
  const { title, text } = many && people > 1 ? many : one;
  const values = { [ACTOR_VALUE]: actor, [OTHERS_VALUE]: String(people - 1) };
  return { title: fillText(title, values), text: fillText(text, values) };
}

function fillPart(pieces: Segments, values: Values): Segments {
  return pieces.reduce<(string | { value: string })[]>((filled, piece) => {
    if (typeof piece !== 'string' && WHEN_SHOWN.has(piece.value)) return [...filled, piece];
    const text = typeof piece === 'string' ? piece : (values[piece.value] ?? '');
    const last = filled.at(-1);
    return typeof last === 'string' ? [...filled.slice(0, -1), last + text] : [...filled, text];
  }, []);
}

import type { Actor } from '@platform/access/field-access.rule';
import { changeReaderOf } from './change-readers';
import type { Changes } from './changes';

export interface ChangeViewer {
  /** The user concerned, an API key of that user, another user with permissions, or another backend. */
  readonly kind: 'subject' | 'key' | 'staff' | 'app';
  readonly permissions: ReadonlySet<string>;
}

/** Whether a viewer sees the values, only the fact that the field changed, or nothing. */
export type Sight = 'values' | 'hidden' | 'absent';

const ACTORS: Readonly<Record<ChangeViewer['kind'], Actor>> = {
  subject: 'user',
  key: 'user',
  staff: 'admin',
  app: 'app',
};

export function actorOf({ kind }: ChangeViewer): Actor {
  return ACTORS[kind];
}

/**
 * What a viewer learns of a field that users, staff and apps may read or not. Staff and apps learn that a hidden value
 * changed, but users cannot see that such a field exists.
 */
export function sightOf(viewer: ChangeViewer, mayRead: boolean): Sight {
  if (mayRead) return 'values';
  return actorOf(viewer) === 'user' ? 'absent' : 'hidden';
}

export type ShownChange = { readonly before: unknown; readonly after: unknown } | { readonly hidden: true };
export type ShownChanges = Readonly<Record<string, ShownChange>>;

export interface SeenChanges {
  readonly changes: ShownChanges;
  /** Whether the changes contain a value that the feature stores sealed. */
  readonly showsSealed: boolean;
}

type Decide = (type: string, field: string, viewer: ChangeViewer) => Sight;

const BY_SIGHT: readonly Sight[] = ['values', 'hidden', 'absent'];

/** The view of one caller of the changes in events. */
export class ChangeView {
  constructor(
    private readonly viewersOf: (subject: string | null) => readonly ChangeViewer[],
    private readonly decide: Decide,
  ) {}

  of(type: string, subject: string | null, changes: Changes): SeenChanges {
    const viewers = this.viewersOf(subject);
    let showsSealed = false;
    const visible: Record<string, ShownChange> = {};
    for (const [field, change] of Object.entries(changes)) {
      const sights = viewers.map((viewer) => this.decide(type, field, viewer));
      const sight = BY_SIGHT.find((candidate) => sights.includes(candidate)) ?? 'hidden';
      if (sight === 'values') showsSealed ||= changeReaderOf(type, field)?.sealed ?? false;
      if (sight !== 'absent') visible[field] = sight === 'values' ? change : { hidden: true };
    }
    return { changes: visible, showsSealed };
  }
}

import { Injectable } from '@nestjs/common';
import type { Caller } from '@platform/access/principal';
import type { UserId } from '@platform/ids/ids';
import { changeReaderOf } from './change-readers';
import { ChangeView, type ChangeViewer, type Sight } from './change-view';

/**
 * Decides about fields whose readers change at run time. `values or absent`: the name of the field is personal too, so
 * a viewer who may not read the value does not learn that the field exists.
 */
export type ChangeRule = (viewer: ChangeViewer, field: string) => Sight | 'values or absent';

const NONE: ReadonlySet<string> = new Set();

/** Decides which values of an event a caller can see, by the permissions at the time of the request. */
@Injectable()
export class ChangeAccess {
  private readonly rules = new Map<string, () => Promise<ChangeRule>>();

  /** `load` is called for every view, so that a change of the rule applies from the next request on. */
  register(name: string, load: () => Promise<ChangeRule>): void {
    if (this.rules.has(name)) throw new Error(`The rule ${name} is registered twice.`);
    this.rules.set(name, load);
  }

  ruleNames(): string[] {
    return [...this.rules.keys()];
  }

  /** For administrators and apps. They see their own values like all users. */
  async forCaller(caller: Caller): Promise<ChangeView> {
    const { permissions } = caller;
    const kind = caller.kind === 'app' ? 'app' : 'staff';
    const ownId = caller.kind === 'user' && !caller.key ? caller.userId : undefined;
    return this.view((subject) => [
      ...(subject !== null && subject === ownId ? [{ kind: 'subject', permissions } as const] : []),
      { kind, permissions },
    ]);
  }

  /** For a reader that the operator configures. It reads like an app key with these permissions. */
  async forPermissions(permissions: ReadonlySet<string>): Promise<ChangeView> {
    return this.view(() => [{ kind: 'app', permissions }]);
  }

  /**
   * For users who read their own events. An API key sees no values, because it may lack the scopes that protect them.
   * In an event that concerns several users, the values are those of the first.
   */
  async forSubject(userId: UserId, isKey: boolean): Promise<ChangeView> {
    const own: ChangeViewer = { kind: isKey ? 'key' : 'subject', permissions: NONE };
    const others: ChangeViewer = { kind: 'staff', permissions: NONE };
    return this.view((subject) => [subject === userId ? own : others]);
  }

  /** For the data export of a user. */
  whole(userId: UserId): ChangeView {
    const own: ChangeViewer = { kind: 'subject', permissions: NONE };
    return new ChangeView(
      (subject) => (subject === userId ? [own] : []),
      () => 'values',
    );
  }

  private async view(viewersOf: (subject: string | null) => readonly ChangeViewer[]): Promise<ChangeView> {
    const loaded = await Promise.all([...this.rules].map(async ([name, load]) => [name, await load()] as const));
    const rules = new Map(loaded);
    return new ChangeView(viewersOf, (type, field, viewer) => {
      const reader = changeReaderOf(type, field);
      const rule = reader?.rule === undefined ? undefined : rules.get(reader.rule);
      // A rule that no module registered hides the field.
      const ruled = reader?.rule === undefined ? 'values' : (rule?.(viewer, field) ?? 'hidden');
      const isAllowed = mayReadValues(viewer, reader?.permission ?? undefined);
      if (ruled === 'values or absent') return isAllowed ? 'values' : 'absent';
      if (isAllowed) return ruled;
      return viewer.kind === 'key' && ruled === 'absent' ? 'absent' : 'hidden';
    });
  }
}

function mayReadValues({ kind, permissions }: ChangeViewer, permission: string | undefined): boolean {
  if (kind === 'subject') return true;
  return kind !== 'key' && permission !== undefined && permissions.has(permission);
}

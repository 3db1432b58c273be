import { Injectable } from '@nestjs/common';
import type { UserPrincipal } from '@platform/access/principal';
import type { Versioned } from '@platform/http/serialization/document';
import type { ExpectedVersion } from '@platform/http/serialization/if-match';
import type { SessionId } from '@platform/ids/ids';
import { PreferencesProblems } from '../preferences.errors';
import type { Viewer } from '../namespaces/namespace-rules.rule';
import type { Edit } from './change.rule';
import type { Reading } from './namespace-state.rule';
import type {
  ChangePreferencesQuery,
  PreferencesDto,
  PreferencesListDto,
  ReadPreferencesQuery,
} from './preferences.dto';
import { PreferencesReader } from './preferences-reader';
import { PreferencesService } from './preferences.service';

const USER: Viewer = { actor: 'user' };

/** The preferences of the caller. */
@Injectable()
export class MyPreferencesService {
  constructor(
    private readonly reader: PreferencesReader,
    private readonly preferences: PreferencesService,
  ) {}

  all(user: UserPrincipal, query: ReadPreferencesQuery): Promise<Versioned<PreferencesListDto>> {
    return this.reader.all(user.userId, readingOf(user, query));
  }

  one(user: UserPrincipal, namespace: string, query: ReadPreferencesQuery): Promise<Versioned<PreferencesDto>> {
    return this.reader.one(user.userId, namespace, readingOf(user, query));
  }

  async change(
    user: UserPrincipal,
    namespace: string,
    query: ChangePreferencesQuery,
    { edit, expected }: { edit: Edit; expected: ExpectedVersion | undefined },
  ): Promise<Versioned<PreferencesDto>> {
    const sessionId = sessionOf(user, query);
    const key = { userId: user.userId, namespace, ...(sessionId && { sessionId }) };
    const state = await this.preferences.change({ viewer: USER, key, ...(expected && { expected }) }, edit);
    return this.reader.answer(user.userId, state, readingOf(user, query));
  }
}

function readingOf(user: UserPrincipal, query: ReadPreferencesQuery): Reading {
  const sessionId = sessionOf(user, query);
  return { viewer: USER, raw: query.raw === 'true', ...(sessionId && { sessionId }) };
}

function sessionOf({ sessionId }: UserPrincipal, { device }: ChangePreferencesQuery): SessionId | undefined {
  if (device === undefined) return undefined;
  if (!sessionId) throw PreferencesProblems.no_session();
  return sessionId;
}

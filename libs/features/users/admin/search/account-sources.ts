import { Injectable } from '@nestjs/common';
import { RoleDirectory } from '@platform/http/access/role-directory';
import type { AccountState } from '../../account-state';
import { EmailIndexRepository } from '../../account/email-index.repository';
import { nameKeyOf } from '../../account/profile-fields.rule';
import { AccountSearchRepository } from './account-search.repository';
import { mergedSource, roleSource, walkSource, type AccountSource } from './account-source';
import {
  activeWalk,
  createdWalk,
  displayNameWalk,
  emailDomainWalk,
  idsWalk,
  inDomain,
  inRange,
  inState,
  newestWalk,
  stateWalk,
  usernameWalk,
  withoutUsername,
  withUsername,
  type Condition,
  type Range,
} from './account-walks.rule';

/** The validated and normalised filters. */
export interface AccountFilters {
  /** In lowercase. */
  readonly q?: string | undefined;
  readonly username?: string | undefined;
  /** The identity of the address. */
  readonly email?: string | undefined;
  readonly emailDomain?: string | undefined;
  readonly state?: AccountState | undefined;
  readonly role?: string | undefined;
  readonly created?: Range | undefined;
  /** Days. */
  readonly active?: Range | undefined;
}

export interface ChosenSources {
  /** Read one after the other. */
  readonly sources: readonly AccountSource[];
  /** The role to filter the accounts by after they have been read. */
  readonly role?: string | undefined;
}

/** Chooses the most selective index, and turns the other filters into conditions. */
@Injectable()
export class AccountSources {
  constructor(
    private readonly search: AccountSearchRepository,
    private readonly emails: EmailIndexRepository,
    private readonly roles: RoleDirectory,
  ) {}

  async of(filters: AccountFilters): Promise<ChosenSources> {
    const { q, username, email, emailDomain, state, role, created, active } = filters;
    const others = conditionsOf(filters);
    const domains = emailDomain === undefined ? [] : this.emails.domainIndexesOf(emailDomain);
    const conditions = emailDomain === undefined ? others : [...others, inDomain(domains)];
    const sourceOf = (walk: ReturnType<typeof newestWalk>, where = conditions) => walkSource(this.search, walk, where);
    if (email !== undefined) {
      const id = await this.emails.find(email);
      const named = q === undefined ? [] : [byName(q)];
      return { sources: id === undefined ? [] : [sourceOf(idsWalk([id]), [...conditions, ...named])], role };
    }
    if (q !== undefined) {
      const names = sourceOf(displayNameWalk(nameKeyOf(q)), [...conditions, withoutUsername(q)]);
      const hasKey = nameKeyOf(q).length > 0;
      return { sources: [sourceOf(usernameWalk(q)), ...(hasKey ? [names] : [])], role };
    }
    if (username !== undefined) return { sources: [sourceOf(usernameWalk(username, state))], role };
    if (emailDomain !== undefined) {
      return { sources: [mergedSource(this.search, domains.map(emailDomainWalk), others)], role };
    }
    if (role !== undefined) return { sources: [roleSource(this.search, this.roles, role, conditions)] };
    if (state && state !== 'active') return { sources: [sourceOf(stateWalk(state))] };
    if (active) return { sources: [sourceOf(activeWalk(active))] };
    if (created) return { sources: [sourceOf(createdWalk(created))] };
    return { sources: [sourceOf(state ? stateWalk(state) : newestWalk())] };
  }
}

/** The filters that are always conditions. Address, domain, `q` and role are handled separately. */
function conditionsOf({ username, state, created, active }: AccountFilters): Condition[] {
  return [
    ...(username === undefined ? [] : [withUsername(username)]),
    ...(state ? [inState(state)] : []),
    ...(created ? inRange('created_at', created) : []),
    ...(active ? inRange('last_active_on', active) : []),
  ];
}

function byName(q: string): Condition {
  const username = withUsername(q);
  const { where } = displayNameWalk(nameKeyOf(q));
  const sql = [username, ...where].map((condition) => `(${condition.sql})`).join(' OR ');
  return { sql: `(${sql})`, values: [username, ...where].flatMap(({ values }) => values) };
}

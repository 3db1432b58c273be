import { Injectable } from '@nestjs/common';
import { RoleDirectory } from '@platform/http/access/role-directory';
import type { AccountState } from '../../account/account.entity';
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

/** Checked and normalised. */
export interface AccountFilters {
  /** In lower case. */
  readonly q?: string | undefined;
  readonly username?: string | undefined;
  /** The identity of an address. */
  readonly email?: string | undefined;
  readonly emailDomain?: string | undefined;
  readonly state?: AccountState | undefined;
  readonly role?: string | undefined;
  readonly created?: Range | undefined;
  /** Days. */
  readonly active?: Range | undefined;
}

export interface ChosenSources {
  /** One after the other. */
  readonly sources: readonly AccountSource[];
  /** A role that the accounts of these sources have to be filtered by. */
  readonly holding?: string | undefined;
}

/** Chooses the index that leaves out most, and makes conditions of all other filters. */
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
    const also = emailDomain === undefined ? others : [...others, inDomain(domains)];
    const walked = (walk: ReturnType<typeof newestWalk>, conditions = also) =>
      walkSource(this.search, walk, conditions);
    if (email !== undefined) {
      const id = await this.emails.find(email);
      const named = q === undefined ? [] : [byName(q)];
      return { sources: id === undefined ? [] : [walked(idsWalk([id]), [...also, ...named])], holding: role };
    }
    if (q !== undefined) {
      const names = walked(displayNameWalk(nameKeyOf(q)), [...also, withoutUsername(q)]);
      const hasKey = nameKeyOf(q).length > 0;
      return { sources: [walked(usernameWalk(q)), ...(hasKey ? [names] : [])], holding: role };
    }
    if (username !== undefined) return { sources: [walked(usernameWalk(username, state))], holding: role };
    if (emailDomain !== undefined) {
      return { sources: [mergedSource(this.search, domains.map(emailDomainWalk), others)], holding: role };
    }
    if (role !== undefined) return { sources: [roleSource(this.search, this.roles, role, also)] };
    if (state === 'suspended') return { sources: [walked(stateWalk(state))] };
    if (active) return { sources: [walked(activeWalk(active))] };
    if (created) return { sources: [walked(createdWalk(created))] };
    return { sources: [walked(state ? stateWalk(state) : newestWalk())] };
  }
}

/** All but those that are found elsewhere: by an address or its domain, by either name, by a role. */
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
  const sql = [username, ...where].map((one) => `(${one.sql})`).join(' OR ');
  return { sql: `(${sql})`, values: [username, ...where].flatMap(({ values }) => values) };
}

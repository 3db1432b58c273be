import { Injectable } from '@nestjs/common';
import { UserImporter } from '@features/users';
import { RoleRepository } from '@features/access';
import type { Refusal, RefusalReason } from '../import-refused';
import { isCandidate, type Candidate } from './record-check';
import { SeenNames } from './seen-names';

export interface FilteredRecords {
  readonly accepted: readonly Candidate[];
  readonly refusals: readonly Refusal[];
}

export function countsIn({ accepted, refusals }: FilteredRecords) {
  const withoutPassword = accepted.filter(({ password }) => password === undefined).length;
  return { created: accepted.length, withoutPassword, refused: refusals.length };
}

/** Accepts or rejects records by comparing them with existing accounts and earlier records of the file. */
@Injectable()
export class RecordFilter {
  constructor(
    private readonly importer: UserImporter,
    private readonly roles: RoleRepository,
  ) {}

  async run(checked: readonly (Candidate | Refusal)[], seen: SeenNames): Promise<FilteredRecords> {
    const candidates = checked.filter(isCandidate);
    const taken = await this.importer.taken(candidates.map(({ user }) => user));
    const roles = new Set((await this.roles.all()).map(({ name }) => name));
    const accepted: Candidate[] = [];
    const refusals: Refusal[] = [];
    for (const item of checked) {
      const refusal = isCandidate(item) ? refusalOf(item, { taken, roles, seen }) : item;
      if (refusal) refusals.push(refusal);
      if (refusal || !isCandidate(item)) continue;
      for (const name of namesOf(item)) seen.add(name);
      accepted.push(item);
    }
    return { accepted, refusals };
  }
}

interface Existing {
  readonly taken: { readonly emails: ReadonlySet<string>; readonly usernames: ReadonlySet<string> };
  readonly roles: ReadonlySet<string>;
  readonly seen: SeenNames;
}

function refusalOf(candidate: Candidate, { taken, roles, seen }: Existing): Refusal | undefined {
  const { record, line, user } = candidate;
  const refuse = (reason: RefusalReason, sentence: string) => ({
    record,
    line,
    reason,
    sentence,
    email: user.email.address,
  });
  const [emailName, username] = namesOf(candidate);
  if (taken.emails.has(user.email.identity) || seen.has(emailName as string)) {
    return refuse('email_taken', 'This email address is already used by an account or an earlier record of this file.');
  }
  if (username !== undefined && (taken.usernames.has(user.username ?? '') || seen.has(username))) {
    return refuse('username_taken', 'This username is already used by an account or an earlier record of this file.');
  }
  const unknown = candidate.roles.some((role) => !roles.has(role));
  return unknown
    ? refuse('unknown_role', 'This user has a role that does not exist here. Create the role first.')
    : undefined;
}

function namesOf({ user }: Candidate): string[] {
  const email = `email\0${user.email.identity}`;
  return user.username === null ? [email] : [email, `username\0${user.username}`];
}

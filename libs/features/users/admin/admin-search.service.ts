import { Injectable } from '@nestjs/common';
import type { Caller } from '@platform/access/principal';
import { refusedField } from '@platform/http/fields/refusals';
import { Cursors } from '@platform/http/paging/cursors';
import type { Page } from '@platform/http/paging/page';
import { AccountRepository, type Account } from '../account/account.repository';
import { EmailIndexRepository } from '../account/email-index.repository';
import { parseEmail } from '@platform/email/email-address.rule';
import { UsersFieldErrors } from '../users.errors';
import { AccountSearchRepository } from './account-search.repository';
import type { AdminUserDto, AdminUsersQuery } from './admin-users.dto';
import { AdminView } from './admin-view';

const LIST = 'admin-users';

@Injectable()
export class AdminSearchService {
  constructor(
    private readonly accounts: AccountRepository,
    private readonly search: AccountSearchRepository,
    private readonly emails: EmailIndexRepository,
    private readonly view: AdminView,
    private readonly cursors: Cursors,
  ) {}

  async list(by: Caller, { email, username, state, cursor, limit = 20 }: AdminUsersQuery): Promise<Page<AdminUserDto>> {
    const filters = { email, username: username?.toLowerCase(), state };
    const [last] = this.cursors.read(LIST, filters, cursor) ?? [];
    const found = await this.find(filters, last as string | undefined, limit + 1);
    const positionOf = (account: Account) => [filters.username === undefined ? account.id : (account.username ?? '')];
    const { rows, nextCursor } = this.cursors.page(LIST, filters, found, limit, positionOf);
    return { items: await this.view.of(by, rows), nextCursor };
  }

  private async find({ email, username, state }: Filters, last: string | undefined, limit: number): Promise<Account[]> {
    if (email !== undefined) return (await this.ofEmail(email)).filter((account) => fits(account, { username, state }));
    if (username !== undefined && state) return this.search.byUsernameInState(username, state, last, limit);
    if (username !== undefined) return this.search.byUsername(username, last, limit);
    return state ? this.search.newestInState(state, last, limit) : this.search.newest(last, limit);
  }

  private async ofEmail(text: string): Promise<Account[]> {
    const email = parseEmail(text);
    if (!email) throw refusedField('/email', UsersFieldErrors.bad_email);
    const id = await this.emails.find(email.identity);
    return id === undefined ? [] : this.accounts.byIds([id]);
  }
}

type Filters = Pick<AdminUsersQuery, 'email' | 'username' | 'state'>;

function fits(account: Account, { username, state }: Filters): boolean {
  const hasName = username === undefined || (account.username?.startsWith(username) ?? false);
  return hasName && (!state || account.state === state);
}

import { idFromBytes, idToBytes } from '@platform/ids/ids';
import type { DatabaseServer } from './database-server';
import type { Ledger } from './ledger';
import { kindOf, sessionOf, type Client } from './kinds';
import { sendUntilServed } from './send';

interface Entry {
  readonly id: string;
  readonly action: string;
  readonly changes: Record<string, { after: unknown } | undefined>;
  readonly details: { readonly mark?: string } | null;
  readonly facts: { sessionId?: string };
}

/** Compares ledger, API and tables. Returns each difference as a sentence. */
export async function compare(url: string, server: DatabaseServer, ledger: Ledger, clients: readonly Client[]) {
  const faults = ledger.operations.flatMap(({ kind, outcome, answer, attempts }) => {
    if (outcome === 'unknown') return [`${kind} is still unknown after ${attempts} attempts: ${answer}`];
    const wanted = kindOf(kind).isInvalid ? 'rejected' : 'acknowledged';
    return outcome === wanted ? [] : [`${kind} was ${outcome} at attempt ${attempts}: ${answer}`];
  });
  const registered = clients.filter((client) => client.id);
  const comparisons = registered.map((client) => new Comparison(url, server, ledger, client).faults());
  return [...faults, ...(await Promise.all(comparisons)).flat(), ...(await unexpectedAccounts(server, ledger))];
}

/** Accounts that exist although the request that would create them was rejected. */
async function unexpectedAccounts(server: DatabaseServer, ledger: Ledger): Promise<string[]> {
  const names = ledger.operations.filter(({ kind }) => kind === 'takenName').map(({ mark }) => mark);
  if (names.length === 0) return [];
  const found = await server.query(`SELECT username FROM userkeep.users_account WHERE username IN (?)`, [
    names as never,
  ]);
  return found.map(({ username }) => `${String(username)} was rejected and exists`);
}

class Comparison {
  constructor(
    private readonly url: string,
    private readonly server: DatabaseServer,
    private readonly ledger: Ledger,
    private readonly client: Client,
  ) {}

  async faults(): Promise<string[]> {
    const refresh = await this.refreshFaults();
    // Without a valid token the other comparisons cannot run.
    if (refresh.length > 0) return refresh.map((fault) => `${this.client.name}: ${fault}`);
    const entries = await this.entries();
    return [
      ...(await this.accountFaults()),
      ...this.markFaults(entries, 'profile', ({ changes }) => changes.displayName?.after),
      ...this.markFaults(entries, 'staleProfile', ({ changes }) => changes.displayName?.after),
      ...this.markFaults(entries, 'activity', ({ details }) => details?.mark),
      ...this.markFaults(entries, 'activityWithId', ({ details }) => details?.mark),
      ...(await this.sessionFaults(entries)),
      ...(await this.tableFaults(entries)),
    ].map((fault) => `${this.client.name}: ${fault}`);
  }

  /** The chain of refresh tokens continues, and a retry of the last refresh returns the same successor. */
  private async refreshFaults(): Promise<string[]> {
    const { client } = this;
    const refresh = (refreshToken: string) =>
      sendUntilServed(this.url, { method: 'POST', path: '/v1/auth/refresh', body: { refreshToken } });
    const faults: string[] = [];
    if (client.presented) {
      const again = await refresh(client.presented);
      if (again.body?.refreshToken !== client.refreshToken)
        faults.push(`the retry returned another successor: ${again.status}`);
    }
    const next = await refresh(client.refreshToken);
    if (next.status !== 200) return [...faults, `the refresh token is rejected: ${next.body?.code}`];
    client.presented = client.refreshToken;
    client.refreshToken = next.body.refreshToken;
    client.token = next.body.accessToken;
    return faults;
  }

  private async accountFaults(): Promise<string[]> {
    const me = await sendUntilServed(this.url, { method: 'GET', path: '/v1/me', token: this.client.token });
    const last = this.ledger.of(this.client, 'profile').findLast(({ outcome }) => outcome === 'acknowledged');
    const seen = [me.body?.email, me.body?.username, me.body?.displayName];
    const wanted = [`${this.client.name}@example.com`, this.client.name, last?.mark ?? null];
    const accounts = await this.server.query(
      `SELECT (SELECT COUNT(*) FROM userkeep.users_account WHERE username = ?) AS accounts,
         (SELECT COUNT(*) FROM userkeep.users_email_index WHERE user_id = ?) AS addresses,
         (SELECT COUNT(*) FROM userkeep.auth_credential WHERE user_id = ?) AS passwords`,
      [Buffer.from(this.client.name), idToBytes(this.client.id), idToBytes(this.client.id)],
    );
    return [
      ...(seen.join() === wanted.join() ? [] : [`the account reads ${seen.join()} instead of ${wanted.join()}`]),
      ...Object.entries(accounts[0] ?? {}).flatMap(([what, count]) => (count === 1 ? [] : [`${count} ${what}`])),
    ];
  }

  /** An acknowledged change is in the log exactly once, a rejected one is not in it. */
  private markFaults(
    entries: readonly Entry[],
    kind: 'profile' | 'staleProfile' | 'activity' | 'activityWithId',
    markOf: (entry: Entry) => unknown,
  ): string[] {
    return this.ledger.of(this.client, kind).flatMap(({ mark, outcome, attempts }) => {
      const times = entries.filter((entry) => markOf(entry) === mark).length;
      if (times === (outcome === 'acknowledged' ? 1 : 0)) return [];
      return [`${kind} ${outcome} after ${attempts} attempt(s) is in the log ${times} times`];
    });
  }

  private async sessionFaults(entries: readonly Entry[]): Promise<string[]> {
    const rows = await this.server.query<{ id: Buffer; ended: number }>(
      'SELECT id, ended_at IS NOT NULL AS ended FROM userkeep.auth_session WHERE user_id = ?',
      [idToBytes(this.client.id)],
    );
    const signIns = this.ledger.of(this.client, 'signIn');
    const most = 1 + signIns.reduce((sum, { attempts }) => sum + attempts, 0);
    const least = 1 + signIns.filter(({ outcome }) => outcome === 'acknowledged').length;
    const ended = rows.filter((row) => Number(row.ended) === 1).length;
    const signOuts = this.ledger.of(this.client, 'signOut').filter(({ outcome }) => outcome === 'acknowledged').length;
    const open = new Set(rows.filter((row) => Number(row.ended) === 0).map(({ id }) => idFromBytes(id)));
    const signedIn = new Set(
      entries.filter(({ action }) => action === 'auth.signed_in').map(({ facts }) => facts.sessionId),
    );
    const endings = entries.filter(({ action }) => action === 'auth.sessions_ended').length;
    return [
      ...(rows.length >= least && rows.length <= most
        ? []
        : [`${rows.length} sessions instead of ${least} to ${most}`]),
      ...(ended === signOuts ? [] : [`${ended} sessions ended after ${signOuts} sign-outs`]),
      ...(endings === signOuts ? [] : [`${endings} ended sessions in the log after ${signOuts} sign-outs`]),
      ...this.client.otherSessions.filter((token) => !open.has(sessionOf(token))).map(() => 'a session is missing'),
      ...(rows.every(({ id }) => signedIn.has(idFromBytes(id))) && signedIn.size === rows.length
        ? []
        : [`${rows.length} sessions, and ${signedIn.size} sign-ins in the log`]),
    ];
  }

  /** The API shows the same log as the table holds. */
  private async tableFaults(entries: readonly Entry[]): Promise<string[]> {
    const subject = idToBytes(this.client.id);
    const idsIn = async (sql: string) =>
      (await this.server.query<{ id: Buffer }>(sql, [subject]))
        .map(({ id }) => idFromBytes(id))
        .sort()
        .join();
    const apiIds = entries
      .map(({ id }) => id)
      .sort()
      .join();
    const logIds = await idsIn('SELECT id FROM userkeep.event_log WHERE subject_id = ?');
    const registrations = entries.filter(({ action }) => action === 'users.registered').length;
    return [
      ...(apiIds === logIds ? [] : ['the API and the table show different logs']),
      ...(registrations === 1 ? [] : [`registered ${registrations} times`]),
    ];
  }

  private async entries(): Promise<Entry[]> {
    const entries: Entry[] = [];
    for (let cursor = ''; ;) {
      const path = `/v1/me/activity?limit=100${cursor && `&cursor=${encodeURIComponent(cursor)}`}`;
      const { status, body } = await sendUntilServed(this.url, { method: 'GET', path, token: this.client.token });
      if (status !== 200) throw new Error(`The log could not be read: ${status} ${JSON.stringify(body)}`);
      entries.push(...(body.items as Entry[]));
      if (!body.nextCursor) return entries;
      cursor = body.nextCursor as string;
    }
  }
}

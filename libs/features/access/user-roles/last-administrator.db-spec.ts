import { Database, placeholders } from '@platform/persistence/database';
import { Transactions } from '@platform/persistence/transactions';
import { idToBytes, newId, type UserId } from '@platform/ids/ids';
import { TestApi } from '@test/support/test-api';
import { ADMIN_ROLE } from '../roles/role.repository';
import { LastAdministrator } from './last-administrator';

const SUSPENDED = 1200;

describe('The last administrator', () => {
  let api: TestApi;
  let database: Database;
  // IDs increase with time, and the lists of administrators are ordered by ID.
  const oldest = newId<UserId>();
  const suspended = Array.from({ length: SUSPENDED }, () => newId<UserId>());
  const [leaving, newest] = [newId<UserId>(), newId<UserId>()];

  beforeAll(async () => {
    api = await TestApi.start();
    database = api.app.get(Database);
    await insert(suspended, 'suspended');
    await insert([oldest, leaving, newest], 'active');
  });
  afterAll(() => api.stop());

  it.each([
    ['oldest', oldest, newest],
    ['newest', newest, oldest],
  ])('may leave if the %s of more than 1,000 administrators is active', async (_, active, other) => {
    await setStates([oldest, newest], 'active');
    await setStates([other], 'suspended');
    expect(await refusal(leaving)).toBeUndefined();
    expect(await refusal(active)).toBeUndefined();
  });

  it('is refused if all other administrators are suspended, however many there are', async () => {
    await setStates([oldest, newest], 'suspended');
    expect(await refusal(leaving)).toBe('roles.last_administrator');
  });

  async function insert(ids: readonly UserId[], state: string): Promise<void> {
    const accounts = ids.map(() => "(?, 'en', 0, ?, 1, UTC_TIMESTAMP(3), UTC_TIMESTAMP(3))").join(', ');
    await database.write(
      `INSERT INTO users_account (id, locale, email_verified, state, version, created_at, updated_at) VALUES ${accounts}`,
      ids.flatMap((id) => [idToBytes(id), Buffer.from(state)]),
    );
    await database.write(
      `INSERT INTO access_user_role (user_id, role, given_at) VALUES ${ids.map(() => '(?, ?, UTC_TIMESTAMP(3))').join(', ')}`,
      ids.flatMap((id) => [idToBytes(id), ADMIN_ROLE]),
    );
  }

  async function setStates(ids: readonly UserId[], state: string): Promise<void> {
    const { marks, padded } = placeholders(ids.map(idToBytes));
    await database.write(`UPDATE users_account SET state = ? WHERE id IN (${marks})`, [Buffer.from(state), ...padded]);
  }

  /** The code of the refusal; undefined if the user may stop being an administrator. */
  async function refusal(userId: UserId): Promise<string | undefined> {
    try {
      await api.app.get(Transactions).run(() => api.app.get(LastAdministrator).refuse(userId));
      return undefined;
    } catch (error) {
      return (error as { code?: string }).code;
    }
  }
});

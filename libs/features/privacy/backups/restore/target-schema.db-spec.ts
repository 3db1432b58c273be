import { randomBytes } from 'node:crypto';
import { dropSchemas, urlOf } from '@test/support/test-database';
import { until } from '@test/support/two-nodes';
import { BackupConnection } from '../database/backup-connection';
import { TargetSchema } from './target-schema';

describe('The schema that a backup is restored into', () => {
  const name = `target_${randomBytes(6).toString('hex')}`;
  let target: TargetSchema;
  let other: BackupConnection;

  beforeAll(async () => {
    target = await TargetSchema.open({ url: urlOf(name) });
    other = await BackupConnection.open({ url: urlOf('') });
  });
  afterAll(async () => {
    target.close();
    other.destroy();
    await dropSchemas([name]);
  });

  it('is checked for other connections while another one runs a statement with any characters', async () => {
    const watcher = await BackupConnection.open({ url: urlOf('') });
    const [{ id } = { id: '' }] = await other.rows<{ id: string }>('SELECT CONNECTION_ID() AS id');
    const running = other.run("SELECT SLEEP(600), '😀'").catch(() => undefined);
    await until(async () => {
      const all = await watcher.rows<{ Id: string; State: string | null }>('SHOW PROCESSLIST');
      return all.some(({ Id, State }) => String(Id) === String(id) && State === 'User sleep');
    });
    await target.refuseUnlessReplaceable(false);
    await watcher.run(`KILL ${id}`);
    watcher.destroy();
    await running;
  });

  it('is not replaced while it is used', async () => {
    const user = await BackupConnection.open({ url: urlOf(name) });
    await expect(target.refuseUnlessReplaceable(true)).rejects.toThrow(`${name} is used by 1 other connection.`);
    user.destroy();
    await target.refuseUnlessReplaceable(true);
  });
});

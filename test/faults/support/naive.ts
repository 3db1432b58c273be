import type { Database } from '@platform/persistence/database';

/**
 * The controls of the races: code that was written without a second node in mind and checks before it changes. The
 * races must catch each of them; otherwise a pass of the product would mean nothing.
 */
export class Naive {
  constructor(private readonly database: Database) {}

  async prepare(): Promise<void> {
    await this.database.write(
      `CREATE TABLE naive_thing (
         id int NOT NULL AUTO_INCREMENT, name varchar(64) NOT NULL, version int NOT NULL DEFAULT 1,
         holder varchar(64) NULL, is_active tinyint NOT NULL DEFAULT 1, PRIMARY KEY (id), KEY naive_name (name)) ENGINE=InnoDB`,
    );
  }

  async add(name: string): Promise<void> {
    await this.database.write('INSERT INTO naive_thing (name) VALUES (?)', [name]);
  }

  async count(name: string): Promise<number> {
    const row = await this.database.row<{ n: number }>('SELECT COUNT(*) AS n FROM naive_thing WHERE name = ?', [name]);
    return Number(row?.n);
  }

  async activeOf(name: string): Promise<number> {
    return (await this.actives(name)).length;
  }

  /** Inserts the name after checking that it does not exist, without a unique index. */
  async addUnlessExists(name: string): Promise<boolean> {
    if ((await this.count(name)) > 0) return false;
    await this.add(name);
    return true;
  }

  /** Uses a one-time token after checking that it is unused. */
  async consume(name: string): Promise<boolean> {
    if ((await this.actives(name)).length === 0) return false;
    await this.database.write('UPDATE naive_thing SET is_active = 0 WHERE name = ?', [name]);
    return true;
  }

  async changeIfVersion(name: string, expected: number): Promise<boolean> {
    const row = await this.database.row<{ version: number }>('SELECT version FROM naive_thing WHERE name = ?', [name]);
    if (row?.version !== expected) return false;
    await this.database.write('UPDATE naive_thing SET version = version + 1 WHERE name = ?', [name]);
    return true;
  }

  async claim(name: string, holder: string): Promise<boolean> {
    const row = await this.database.row<{ holder: string | null }>('SELECT holder FROM naive_thing WHERE name = ?', [
      name,
    ]);
    if (!row || row.holder !== null) return false;
    await this.database.write('UPDATE naive_thing SET holder = ? WHERE name = ?', [holder, name]);
    return true;
  }

  /** Deactivates one of several rows after checking that another active one is left. */
  async removeUnlessLast(name: string, which: number): Promise<boolean> {
    const actives = await this.actives(name);
    if (actives.length < 2) return false;
    await this.database.write('UPDATE naive_thing SET is_active = 0 WHERE id = ?', [actives[which] ?? 0]);
    return true;
  }

  private async actives(name: string): Promise<number[]> {
    const rows = await this.database.rows<{ id: number }>(
      'SELECT id FROM naive_thing WHERE name = ? AND is_active = 1 ORDER BY id',
      [name],
    );
    return rows.map(({ id }) => id);
  }
}

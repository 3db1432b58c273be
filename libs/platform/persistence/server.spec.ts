import { unsafeSettings, type ServerFacts } from './server';

describe('The settings of a database server', () => {
  const safe: ServerFacts = {
    kind: 'mysql',
    version: '9.7.4',
    flushAtCommit: 1,
    syncBinlog: 1,
    binlog: true,
    readOnly: false,
    autoIncrement: 1,
  };

  it('are accepted if they are safe', () => {
    expect(unsafeSettings(safe)).toEqual([]);
    expect(
      unsafeSettings({ ...safe, kind: 'mariadb', version: '10.11.19-MariaDB', binlog: false, syncBinlog: 0 }),
    ).toEqual([]);
  });

  it.each([
    [{ flushAtCommit: 0 }, 'innodb_flush_log_at_trx_commit=0'],
    [{ flushAtCommit: 2 }, 'innodb_flush_log_at_trx_commit=2'],
    [{ syncBinlog: 0 }, 'sync_binlog=0'],
    [{ autoIncrement: 3 }, 'auto_increment_increment=3'],
    [{ version: '8.0.36' }, 'MySQL 8.4'],
    [{ kind: 'mariadb', version: '10.6.20-MariaDB' }, 'MariaDB 10.11'],
  ] as const)('are not safe with %j', (change, words) => {
    const faults = unsafeSettings({ ...safe, ...change });
    expect(faults).toHaveLength(1);
    expect(faults[0]).toContain(words);
  });
});

import type { TableShape } from '../database/table-shape';
import { creationOf } from './deferred-indexes.rule';

const table = (create: string): TableShape => ({ name: 'fruit', create, columns: [], primaryKey: [] });
const MANY = 1_000_000;

describe('The creation of a restored table', () => {
  const create = `CREATE TABLE \`fruit\` (
  \`id\` binary(16) NOT NULL,
  \`KEY name\` varchar(20) DEFAULT NULL,
  PRIMARY KEY (\`id\`),
  UNIQUE KEY \`fruit_name\` (\`KEY name\`(10)),
  FULLTEXT KEY \`fruit_text\` (\`KEY name\`),
  KEY \`fruit_both\` (\`KEY name\`,\`id\`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4`;

  it('leaves the secondary indexes of a large table for the end', () => {
    expect(creationOf(table(create), MANY)).toEqual({
      create: `CREATE TABLE \`fruit\` (
  \`id\` binary(16) NOT NULL,
  \`KEY name\` varchar(20) DEFAULT NULL,
  PRIMARY KEY (\`id\`),
  FULLTEXT KEY \`fruit_text\` (\`KEY name\`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4`,
      addIndexes:
        'ALTER TABLE `fruit` ADD UNIQUE KEY `fruit_name` (`KEY name`(10)), ADD KEY `fruit_both` (`KEY name`,`id`)',
    });
  });

  it('creates a small table, and one without secondary indexes, at once', () => {
    expect(creationOf(table(create), 10)).toEqual({ create, addIndexes: undefined });
    const plain = 'CREATE TABLE `fruit` (\n  `id` int NOT NULL,\n  PRIMARY KEY (`id`)\n) ENGINE=InnoDB';
    expect(creationOf(table(plain), MANY)).toEqual({ create: plain, addIndexes: undefined });
  });

  it('keeps the index of a counted column', () => {
    const counted = `CREATE TABLE \`fruit\` (
  \`id\` int NOT NULL,
  \`n\` bigint NOT NULL AUTO_INCREMENT,
  PRIMARY KEY (\`id\`),
  UNIQUE KEY \`fruit_n\` (\`n\`),
  KEY \`fruit_other\` (\`id\`,\`n\`)
) ENGINE=InnoDB`;
    const { create: created, addIndexes } = creationOf(table(counted), MANY);
    expect(created).toContain('UNIQUE KEY `fruit_n` (`n`)\n)');
    expect(addIndexes).toBe('ALTER TABLE `fruit` ADD KEY `fruit_other` (`id`,`n`)');
  });
});

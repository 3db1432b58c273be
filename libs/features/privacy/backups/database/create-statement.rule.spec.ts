import { createsOnly } from './create-statement.rule';

const PLAIN =
  'CREATE TABLE `post` (\n  `id` int NOT NULL,\n  PRIMARY KEY (`id`)\n) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4';

describe('The statement that creates a table of an archive', () => {
  it.each([
    ['a plain table', PLAIN],
    ['words of statements in names and texts', PLAIN.replace('NOT NULL', "DEFAULT 0 COMMENT 'a; SELECT ''b\\' -- c'")],
    ['an option in a comment with a version', PLAIN.replace('int NOT', 'int /*!80023 INVISIBLE */ NOT')],
    ['a column with the name of a keyword', PLAIN.replace('int NOT NULL', 'int NOT NULL,\n  `select` int')],
  ])('may have %s', (_, statement) => {
    expect(createsOnly('post', statement)).toBe(true);
  });

  it.each([
    ['another statement', 'DROP TABLE `post`'],
    ['another table', PLAIN.replace('`post`', '`users_user`')],
    ['a table of another schema', PLAIN.replace('`post`', '`mysql`.`post`')],
    ['a second statement', `${PLAIN}; DROP TABLE \`post\``],
    ['rows of a query', `${PLAIN} AS SELECT LOAD_FILE('/etc/passwd')`],
    ['rows of a query in a comment with a version', `${PLAIN} /*!50000 AS SELECT 1 */`],
    ['rows of another table', `${PLAIN} TABLE other`],
    ['another engine', PLAIN.replace('InnoDB', 'FEDERATED')],
    ['another server', `${PLAIN} CONNECTION='mysql://10.0.0.1/a/b'`],
    ['a folder of the server', `${PLAIN} DATA DIRECTORY='/tmp'`],
    ['a comment that hides a line', PLAIN.replace('int NOT NULL', 'int) ENGINE=InnoDB -- ')],
  ])('must not have %s', (_, statement) => {
    expect(createsOnly('post', statement)).toBe(false);
  });
});

import { createdBy } from './created-by-statement.rule';

describe('createdBy', () => {
  it('returns the columns of a new table without its keys and conditions', () => {
    const statement = `CREATE TABLE fruit (
      id binary(16) NOT NULL, kind varchar(9) NOT NULL DEFAULT 'a,b)', \`price\` decimal(8,2) NULL,
      keynote json NULL,
      PRIMARY KEY (id, kind),
      UNIQUE KEY fruit_kind (kind),
      CONSTRAINT fruit_basket FOREIGN KEY (id) REFERENCES basket (id)
    ) ENGINE=InnoDB COMMENT='(x, y)'`;
    const columns = ['id', 'kind', 'price', 'keynote'];
    expect(createdBy(statement)).toEqual({ table: 'fruit', columns, isWholeTable: true });
  });

  it('returns the columns that are added to a table', () => {
    const statement = 'ALTER TABLE fruit ADD COLUMN a int NULL, ADD COLUMN `b` decimal(8,2) NULL AFTER a';
    expect(createdBy(statement)).toEqual({ table: 'fruit', columns: ['a', 'b'], isWholeTable: false });
  });

  it.each([
    'ALTER TABLE fruit ADD KEY fruit_kind (kind)',
    "UPDATE fruit SET kind = 'ADD COLUMN x'",
    'DROP TABLE fruit',
  ])('returns nothing for %s', (statement) => expect(createdBy(statement)).toBeUndefined());
});

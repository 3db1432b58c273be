import { Entity } from 'typeorm';
import { CountColumn, ExactTextColumn, FlagColumn, JsonColumn, PrimaryIdColumn, TimeColumn } from './columns';
import { NOW, SqlExpression, tableOf } from './entity-table';
import { idToBytes, newId } from '@platform/ids/ids';

@Entity('thing')
class ThingEntity {
  @PrimaryIdColumn() id: string;
  @ExactTextColumn(20, { name: 'short_name', nullable: true }) shortName: string | null;
  @FlagColumn({ name: 'is_new' }) isNew: boolean;
  @JsonColumn({ nullable: true }) labels: string[] | null;
  @CountColumn() version: number;
  @TimeColumn({ name: 'made_at' }) madeAt: Date;
}

describe('The table of an entity', () => {
  const table = tableOf(ThingEntity);
  const id = newId();

  it('selects every column, some of them computed', () => {
    expect(table.selection({ version: 'version + 1' })).toBe(
      'id, short_name, is_new, labels, version + 1 AS version, made_at',
    );
  });

  it('turns a row of either server into the entity', () => {
    const madeAt = new Date();
    const row = { id: idToBytes(id), short_name: Buffer.from('Ada'), is_new: 1, version: 3, made_at: madeAt };
    const entity = { id, shortName: 'Ada', isNew: true, labels: ['a'], version: 3, madeAt };
    for (const labels of [['a'], '["a"]']) expect(table.entityOf({ ...row, labels })).toEqual(entity);
    expect(table.entityOf({ ...row, short_name: null, labels: null })).toMatchObject({ shortName: null, labels: null });
  });

  it('writes the given properties, in the order of the columns, with SQL in place of values', () => {
    const given = { madeAt: NOW, isNew: false, labels: ['a'], id };
    expect(table.insertion(given)).toEqual({
      sql: 'INSERT INTO thing (id, is_new, labels, made_at) VALUES',
      row: '(?, ?, ?, UTC_TIMESTAMP(3))',
      values: [idToBytes(id), 0, '["a"]'],
    });
    expect(table.assignments({ version: new SqlExpression('version + 1'), shortName: null })).toEqual({
      sql: 'short_name = ?, version = version + 1',
      values: [null],
    });
  });

  it('rejects a class that is not an entity, and a property without a column', () => {
    expect(() => tableOf(class Other {})).toThrow('Other is not an entity');
    expect(() => table.column('colour')).toThrow('thing has no column for colour');
  });
});

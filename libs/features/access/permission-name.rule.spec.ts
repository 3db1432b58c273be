import { allPermissions } from '@platform/http/access/audience';
import { loadDeclarations } from '@test/support/declarations';
import { PERMISSION_NAME } from '@platform/access/right-names.rule';
import { isReserved } from './permission-name.rule';

describe('The name of a permission that an app defines', () => {
  beforeAll(loadDeclarations);

  it.each(['shop.refund', 'shop.orders.cancel', 'my-app.a1'])('can be %s', (name) => {
    expect([PERMISSION_NAME.test(name), isReserved(name)]).toEqual([true, false]);
  });

  it.each(['shop', 'Shop.refund', 'shop.', '.refund', 'shop..refund', 'shop.re fund', 'a.b.c.d.e', '*', 'shop.*'])(
    'cannot be %s',
    (name) => expect(PERMISSION_NAME.test(name)).toBe(false),
  );

  it('cannot be one that the product has or could have', () => {
    const own = [...allPermissions().keys()];
    expect(own.length).toBeGreaterThan(10);
    expect(own.filter((name) => !isReserved(name))).toEqual([]);
    expect(isReserved('content.anything')).toBe(true);
  });
});

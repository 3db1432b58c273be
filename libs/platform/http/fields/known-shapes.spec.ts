import { getMetadataStorage, IsString, MaxLength, validateSync } from 'class-validator';
import { cacheShapes } from './known-shapes';

class Named {
  @IsString()
  @MaxLength(5)
  name: unknown;
}

class Titled extends Named {
  @IsString()
  title: unknown;
}

const faultsOf = (shape: object) =>
  validateSync(shape, { whitelist: true, forbidNonWhitelisted: true })
    .map(({ property, constraints }) => [property, ...Object.keys(constraints ?? {}).sort()].join(' '))
    .sort();

const TRIES = [
  Object.assign(new Named(), { name: 'Ada' }),
  Object.assign(new Named(), { name: 7, title: 'Dr' }),
  Object.assign(new Titled(), { name: 'Ada Lovelace', title: 7 }),
  Object.assign(new Titled(), { name: 'Ada', title: 'Dr', more: 1 }),
];

describe('cacheShapes', () => {
  it('changes no result, and inspects each shape once', () => {
    const before = TRIES.map(faultsOf);
    expect(before).toEqual([
      [],
      ['name isString maxLength', 'title whitelistValidation'],
      ['name maxLength', 'title isString'],
      ['more whitelistValidation'],
    ]);
    const look = jest.spyOn(getMetadataStorage(), 'getTargetValidationMetadatas');
    cacheShapes();
    for (let times = 0; times < 3; times++) expect(TRIES.map(faultsOf)).toEqual(before);
    expect(look.mock.calls.map(([shape]) => shape)).toEqual([Named, Titled]);
    look.mockRestore();
  });
});

import { getMetadataStorage } from 'class-validator';

/**
 * For every object it validates, class-validator searches all shapes for those that this one inherits from. Shapes do
 * not change at run time, so the results are cached. The other arguments are the same for all calls, see shape.pipe.ts.
 */
export function cacheShapes(): void {
  const storage = getMetadataStorage();
  const { getTargetValidationMetadatas: find, groupByPropertyName: group } = storage;
  const found = new WeakMap<object, ReturnType<typeof find>>();
  const grouped = new WeakMap<object, ReturnType<typeof group>>();
  storage.getTargetValidationMetadatas = (shape, ...options) => {
    let cached = found.get(shape);
    if (!cached) found.set(shape, (cached = find.call(storage, shape, ...options)));
    return cached;
  };
  storage.groupByPropertyName = (metadata) => {
    let cached = grouped.get(metadata);
    if (!cached) grouped.set(metadata, (cached = group.call(storage, metadata)));
    return cached;
  };
}

import { getMetadataStorage } from 'class-validator';

/**
 * For every object it validates, class-validator looks at each shape of the whole product to find those that this one
 * inherits from. Shapes do not change once the product runs, so the answer is kept; what is asked beside the shape
 * itself is the same for all of ours, see shape.pipe.ts.
 */
export function rememberShapes(): void {
  const storage = getMetadataStorage();
  const { getTargetValidationMetadatas: find, groupByPropertyName: group } = storage;
  const found = new WeakMap<object, ReturnType<typeof find>>();
  const grouped = new WeakMap<object, ReturnType<typeof group>>();
  storage.getTargetValidationMetadatas = (shape, ...options) => {
    let known = found.get(shape);
    if (!known) found.set(shape, (known = find.call(storage, shape, ...options)));
    return known;
  };
  storage.groupByPropertyName = (metadata) => {
    let known = grouped.get(metadata);
    if (!known) grouped.set(metadata, (known = group.call(storage, metadata)));
    return known;
  };
}

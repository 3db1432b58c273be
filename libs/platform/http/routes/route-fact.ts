/**
 * Something a decorator says about a route. It is asked for on every request, and a map answers ten times faster
 * than metadata does.
 */
export class RouteFact<T> {
  private readonly facts = new WeakMap<object, T>();

  /** The decorator. */
  says(fact: T): MethodDecorator {
    return (_target, _name, descriptor: PropertyDescriptor) => {
      this.facts.set(descriptor.value as object, fact);
    };
  }

  of(handler: object): T | undefined {
    return this.facts.get(handler);
  }
}

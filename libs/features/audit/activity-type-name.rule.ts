/** The type of an event that an app records. */
export const ACTIVITY_TYPE = { max: 100, pattern: /^app(\.[a-z][a-z0-9_]{0,40}){1,4}$/ };

export function isActivityType(type: string): boolean {
  return type.length <= ACTIVITY_TYPE.max && ACTIVITY_TYPE.pattern.test(type);
}

/** A copy of the version in package.json, which the build does not include. A test compares the two. */
export const VERSION = '0.1.0';

/** Written here because the build has no package.json beside it; a test compares the two. */
export const VERSION = '0.1.0';

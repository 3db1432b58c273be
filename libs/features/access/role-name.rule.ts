export const ROLE_NAME = { max: 40, pattern: /^[a-z][a-z0-9-]*$/ };

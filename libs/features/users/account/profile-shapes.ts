/** The fields of a profile in requests and responses, with their limits. */
export const EMAIL = { max: 254, description: 'The email address.', example: 'ada@example.com' };
export const USERNAME = { max: 30, description: 'The unique, public username.', example: 'ada' };
export const DISPLAY_NAME = {
  max: 100,
  visible: true,
  description: 'The public display name.',
  example: 'Ada Lovelace',
};
export const BIO = {
  max: 500,
  multiline: true,
  description: 'A short description of the user.',
  example: 'Numbers, and what they could do.',
};
export const LOCALE = { max: 35, description: 'The preferred language, as a BCP 47 tag.', example: 'en' };

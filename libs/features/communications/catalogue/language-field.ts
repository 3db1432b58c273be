/** The field for the language of a text. */
export const LANGUAGE = {
  max: 35,
  pattern: /^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/,
  form: 'en',
  description: 'The language, as a BCP 47 tag.',
  example: 'en',
};

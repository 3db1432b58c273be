/** What both kinds of key show and take. */
export const KEY_ID = { description: 'The key.', example: '01993f0e-5a5e-7cc0-8f0e-0a1b2c3d4e5f' };
export const KEY_NAME = { min: 1, max: 100, visible: true, description: 'What it is for.', example: 'Nightly report' };
export const KEY_PREFIX = { max: 9, description: 'How the key begins.', example: 'uk_h3V9xQ' };
export const CREATED_AT = { description: 'Since when.', example: '2026-11-20T20:15:00.000Z' };
export const EXPIRES_AT = { description: 'Until when it is good.', example: '2027-02-18T20:15:00.000Z' };
export const LAST_USED_AT = { nullable: true, description: 'When it was last used, to the minute.', example: null };
export const KEY_TEXT = {
  max: 60,
  description: 'The key itself. Shown now and never again.',
  example: 'uk_h3V9xQ…',
};

import { defineProblems } from '@platform/errors/catalogue';

export const __Name__Problems = defineProblems('__snake__', {
  too_many_entries: {
    status: 409,
    title: { en: 'You have too many entries', de: 'Sie haben zu viele Einträge' },
    detail: {
      en: 'You can have at most {max} entries. Delete an entry first.',
      de: 'Sie können höchstens {max} Einträge haben. Löschen Sie zuerst einen Eintrag.',
    },
  },
});

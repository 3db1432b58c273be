import { defineProblems } from '@platform/errors/catalogue';

export const __Name__Problems = defineProblems('__name__', {
  full: {
    status: 409,
    title: { en: 'The list is full', de: 'Die Liste ist voll' },
  },
});

import { defineProblems } from '@platform/errors/catalogue';

export const JobProblems = defineProblems('jobs', {
  not_dead: {
    status: 404,
    title: { en: 'There is no such dead job', de: 'Einen solchen gescheiterten Auftrag gibt es nicht' },
  },
});

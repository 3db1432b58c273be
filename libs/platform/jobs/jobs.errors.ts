import { defineProblems } from '@platform/errors/catalogue';

export const JobProblems = defineProblems('jobs', {
  not_dead: {
    status: 404,
    title: { en: 'There is no dead job with this ID', de: 'Es gibt keinen endgültig gescheiterten Job mit dieser ID' },
    detail: {
      en: 'List the dead jobs to find its ID.',
      de: 'Die IDs finden Sie in der Liste der gescheiterten Jobs.',
    },
  },
});

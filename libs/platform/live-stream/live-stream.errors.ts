import { defineFieldErrors, defineProblems } from '@platform/errors/catalogue';

export const StreamProblems = defineProblems('stream', {
  ticket_invalid: {
    status: 401,
    title: {
      en: 'The ticket is invalid, was already used or has expired',
      de: 'Das Ticket ist ungültig, wurde bereits verwendet oder ist abgelaufen',
    },
    detail: {
      en: 'Request a new ticket. Each ticket opens one stream.',
      de: 'Fordern Sie ein neues Ticket an. Jedes Ticket öffnet einen Stream.',
    },
  },
  too_many_streams: {
    status: 429,
    title: { en: 'You have too many open streams', de: 'Sie haben zu viele offene Streams' },
    detail: {
      en: 'Close a stream, or share one between the tabs of a browser. The limit is {limit}.',
      de: 'Schließen Sie einen Stream, oder teilen Sie einen zwischen den Tabs eines Browsers. Die Grenze ist {limit}.',
    },
  },
  node_full: {
    status: 503,
    title: { en: 'This node has too many open streams', de: 'Dieser Knoten hat zu viele offene Streams' },
    detail: {
      en: 'Try again in {seconds} seconds. Another node may have capacity.',
      de: 'Versuchen Sie es in {seconds} Sekunden erneut. Ein anderer Knoten hat möglicherweise freie Kapazität.',
    },
  },
});

export const StreamFieldErrors = defineFieldErrors('stream', {
  ticket_with_token: {
    en: 'Send either a ticket or the Authorization header.',
    de: 'Senden Sie entweder ein Ticket oder den Authorization-Header.',
  },
});

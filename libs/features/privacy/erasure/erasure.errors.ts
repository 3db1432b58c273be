import { defineProblems } from '@platform/errors/catalogue';

export const ErasureProblems = defineProblems('privacy', {
  deletion_requested: {
    status: 409,
    title: {
      en: 'The deletion of this account was already requested',
      de: 'Die Löschung dieses Kontos wurde bereits beantragt',
    },
    detail: {
      en: 'Read the existing request with GET /v1/admin/erasures.',
      de: 'Rufen Sie den bestehenden Antrag mit GET /v1/admin/erasures ab.',
    },
  },
  erasure_begun: {
    status: 409,
    title: {
      en: 'The erasure has already started or finished',
      de: 'Die Löschung hat bereits begonnen oder ist abgeschlossen',
    },
    detail: {
      en: 'It can no longer be changed.',
      de: 'Sie kann nicht mehr geändert werden.',
    },
  },
  no_approval_needed: {
    status: 409,
    title: {
      en: 'This request is not waiting for approval',
      de: 'Der Antrag wartet nicht auf eine Genehmigung',
    },
    detail: {
      en: 'The deletion is scheduled. You can cancel it until it begins.',
      de: 'Der Zeitpunkt der Löschung steht bereits fest. Bis dahin können Sie sie abbrechen.',
    },
  },
  approved_by_requester: {
    status: 403,
    title: {
      en: "You can't approve your own request",
      de: 'Sie können Ihren eigenen Antrag nicht genehmigen',
    },
    detail: {
      en: 'Ask an administrator who neither made it nor created the API key that made it. If that key has been deleted, make a new request.',
      de: 'Bitten Sie einen Administrator, der weder ihn gestellt noch den API-Schlüssel erstellt hat, mit dem er gestellt wurde. Falls dieser Schlüssel gelöscht ist, stellen Sie einen neuen Antrag.',
    },
  },
  own_deletion: {
    status: 403,
    title: {
      en: "You can't decline the deletion of your own account",
      de: 'Sie können die Löschung Ihres eigenen Kontos nicht ablehnen',
    },
    detail: {
      en: 'Ask another administrator.',
      de: 'Bitten Sie einen anderen Administrator.',
    },
  },
});

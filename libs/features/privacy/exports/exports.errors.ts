import { defineProblems } from '@platform/errors/catalogue';

export const ExportProblems = defineProblems('privacy', {
  export_not_ready: {
    status: 409,
    title: { en: 'The export is not ready', de: 'Der Export steht nicht zum Download bereit' },
    detail: {
      en: 'Read its state first. If it failed, request another one.',
      de: 'Fragen Sie zuerst den Status des Exports ab. Wenn er fehlgeschlagen ist, fordern Sie einen neuen an.',
    },
  },
  export_expired: {
    status: 410,
    title: { en: 'The export has expired', de: 'Der Export ist abgelaufen' },
    detail: {
      en: 'Its file has been deleted. Request another one.',
      de: 'Seine Datei wurde gelöscht. Fordern Sie einen neuen an.',
    },
  },
});

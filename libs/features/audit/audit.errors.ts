import { defineFieldErrors, defineProblems } from '@platform/errors/catalogue';
import { SCHEMA_FAULT_TEXTS } from '@platform/json-schema/schema-fault-texts';

export const AuditProblems = defineProblems('audit', {
  unknown_consumer: {
    status: 404,
    title: { en: 'There is no consumer with this name', de: 'Einen Empfänger mit diesem Namen gibt es nicht' },
    detail: {
      en: 'List the consumers to see their names.',
      de: 'Rufen Sie die Liste der Empfänger ab, um ihre Namen zu sehen.',
    },
  },
  not_stopped: {
    status: 409,
    title: {
      en: 'The consumer has not stopped for this user',
      de: 'Der Empfänger ist für diesen Benutzer nicht angehalten',
    },
    detail: {
      en: "The consumer has handled the user's events, or is handling them. List the stops again to see the current state.",
      de: 'Der Empfänger hat die Ereignisse des Benutzers verarbeitet oder verarbeitet sie gerade. Rufen Sie die Liste der angehaltenen Benutzer erneut ab.',
    },
  },
  position_too_large: {
    status: 422,
    title: { en: 'There is no event at this position', de: 'An dieser Position gibt es kein Ereignis' },
    detail: {
      en: 'Use a position up to that of the newest event.',
      de: 'Verwenden Sie höchstens die Position des neuesten Ereignisses.',
    },
  },
  not_proven_yet: {
    status: 409,
    title: { en: 'There is no proof of this entry yet', de: 'Für diesen Eintrag gibt es noch keinen Nachweis' },
    detail: {
      en: 'New entries are added to the tree of the audit log within a few seconds. Try again shortly.',
      de: 'Neue Einträge werden innerhalb weniger Sekunden in den Hash-Baum des Audit-Logs aufgenommen. Versuchen Sie es in Kürze erneut.',
    },
  },
  names_others: {
    status: 403,
    title: { en: 'This entry names another person', de: 'Dieser Eintrag nennt eine andere Person' },
    detail: {
      en: 'A proof contains the whole entry, so only administrators can get it. Ask an administrator for the proof.',
      de: 'Ein Nachweis enthält den gesamten Eintrag, deshalb erhalten ihn nur Administratoren. Bitten Sie einen Administrator um den Nachweis.',
    },
  },
  too_many_activity_types: {
    status: 409,
    title: { en: 'There are too many activity types', de: 'Es gibt zu viele Aktivitätstypen' },
    detail: {
      en: 'At most {max} activity types can have a schema. Delete one first.',
      de: 'Höchstens {max} Aktivitätstypen können ein Schema haben. Löschen Sie zuerst einen.',
    },
  },
});

export const AuditFieldErrors = defineFieldErrors('audit', {
  position_or_time: {
    en: 'Send either a position or a time.',
    de: 'Senden Sie entweder eine Position oder einen Zeitpunkt.',
  },
  unknown_subject: {
    en: 'No user has this ID. Check the ID and try again.',
    de: 'Es gibt keinen Benutzer mit dieser ID. Prüfen Sie die ID und versuchen Sie es erneut.',
  },
  action_or_events: {
    en: 'Send either `action` for one event, or `events` with at least one event.',
    de: 'Senden Sie entweder `action` für ein Ereignis oder `events` mit mindestens einem Ereignis.',
  },
  event_id_reused: {
    en: 'You have sent another event with this ID. Use a new ID for each event.',
    de: 'Sie haben mit dieser ID bereits ein anderes Ereignis gesendet. Verwenden Sie für jedes Ereignis eine neue ID.',
  },
  details_not_valid: {
    en: 'This value does not match the schema of the activity type ({keyword}).',
    de: 'Dieser Wert entspricht nicht dem Schema des Aktivitätstyps ({keyword}).',
  },
  unknown_record: {
    en: 'Users have no such record. Use one of the names in the description of the field.',
    de: 'Einen solchen Datensatz haben Benutzer nicht. Verwenden Sie einen der Namen aus der Beschreibung des Feldes.',
  },
  unknown_field: {
    en: 'The record {record} never had a field {field}. Check the name.',
    de: 'Der Datensatz {record} hatte nie ein Feld {field}. Prüfen Sie den Namen.',
  },
  value_unknown: {
    en: 'The value of {field} at this time is not known. Leave the field out.',
    de: 'Der Wert von {field} zu diesem Zeitpunkt ist nicht bekannt. Lassen Sie das Feld weg.',
  },
  not_restorable: {
    en: "This record can't be restored. Change it with its own operation instead.",
    de: 'Dieser Datensatz kann nicht wiederhergestellt werden. Ändern Sie ihn mit der dafür vorgesehenen Operation.',
  },
  version_unknown: {
    en: 'The event log does not show what the record contained at this time ({reason}). Use a later time.',
    de: 'Aus dem Ereignisprotokoll geht nicht hervor, was der Datensatz zu diesem Zeitpunkt enthielt ({reason}). Verwenden Sie einen späteren Zeitpunkt.',
  },
  too_many_changes: {
    en: 'There are more than {max} changes since this time. Use a later time, or search the audit log.',
    de: 'Seit diesem Zeitpunkt gibt es mehr als {max} Änderungen. Verwenden Sie einen späteren Zeitpunkt oder durchsuchen Sie das Audit-Log.',
  },
  time_in_future: {
    en: 'This time is in the future. Use a time in the past.',
    de: 'Dieser Zeitpunkt liegt in der Zukunft. Verwenden Sie einen Zeitpunkt in der Vergangenheit.',
  },
  ...SCHEMA_FAULT_TEXTS,
});

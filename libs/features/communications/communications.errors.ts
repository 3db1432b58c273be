import { defineFieldErrors, defineProblems } from '@platform/errors/catalogue';

export const CommunicationsProblems = defineProblems('communications', {
  built_in_topic: {
    status: 409,
    title: { en: 'This topic is built in', de: 'Dieses Thema ist integriert' },
    detail: {
      en: 'It can be neither changed nor deleted.',
      de: 'Es kann weder geändert noch gelöscht werden.',
    },
  },
  topic_in_use: {
    status: 409,
    title: { en: 'The topic has notification types', de: 'Zu diesem Thema gibt es Benachrichtigungstypen' },
    detail: {
      en: 'Delete them or give them another topic first.',
      de: 'Löschen Sie diese zuerst, oder geben Sie ihnen ein anderes Thema.',
    },
  },
  too_many_topics: {
    status: 409,
    title: { en: 'There are too many topics', de: 'Es gibt zu viele Themen' },
    detail: {
      en: 'There can be at most {max} topics. Delete one first.',
      de: 'Es kann höchstens {max} Themen geben. Löschen Sie zuerst eines.',
    },
  },
  too_many_types: {
    status: 409,
    title: { en: 'There are too many notification types', de: 'Es gibt zu viele Benachrichtigungstypen' },
    detail: {
      en: 'There can be at most {max} types. Delete one first.',
      de: 'Es kann höchstens {max} Typen geben. Löschen Sie zuerst einen.',
    },
  },
  no_email: {
    status: 409,
    title: { en: 'The account has no email address', de: 'Das Konto hat keine E-Mail-Adresse' },
    detail: {
      en: 'Add an email address first, because this subscription is confirmed by email.',
      de: 'Hinterlegen Sie zuerst eine E-Mail-Adresse, denn dieses Abonnement wird per E-Mail bestätigt.',
    },
  },
  email_not_verified: {
    status: 409,
    title: { en: 'The email address is not verified', de: 'Die E-Mail-Adresse ist nicht bestätigt' },
    detail: {
      en: 'Verify your email address first, because this subscription is confirmed by email.',
      de: 'Bestätigen Sie zuerst Ihre E-Mail-Adresse, denn dieses Abonnement wird per E-Mail bestätigt.',
    },
  },
  no_recipients: {
    status: 422,
    title: { en: 'None of the recipients exists', de: 'Keiner der Empfänger existiert' },
    detail: {
      en: 'Their accounts were deleted, or never existed.',
      de: 'Ihre Konten wurden gelöscht oder haben nie existiert.',
    },
  },
});

export const CommunicationsFieldErrors = defineFieldErrors('communications', {
  unknown_topic: {
    en: 'This topic does not exist.',
    de: 'Dieses Thema gibt es nicht.',
  },
  unknown_type: {
    en: 'The app has no notification type with this name.',
    de: 'Die App hat keinen Benachrichtigungstyp mit diesem Namen.',
  },
  bad_template: {
    en: 'The template {fault}.',
    de: 'Die Vorlage ist ungültig ({fault}).',
  },
  language_repeated: {
    en: 'There is more than one text in this language.',
    de: 'In dieser Sprache gibt es mehr als einen Text.',
  },
  fields_are_fixed: {
    en: 'A built-in type has fixed fields. Omit them.',
    de: 'Die Felder eines integrierten Typs sind festgelegt. Lassen Sie sie weg.',
  },
  topic_is_fixed: {
    en: 'A built-in type keeps its topic. Omit it.',
    de: 'Ein integrierter Typ behält sein Thema. Lassen Sie es weg.',
  },
  missing_field: {
    en: 'The texts of this type contain the field `{name}`, which must be a text or a number.',
    de: 'Die Texte dieses Typs enthalten das Feld `{name}`, das ein Text oder eine Zahl sein muss.',
  },
  data_too_large: {
    en: 'The data can take at most {max} bytes as JSON.',
    de: 'Die Daten dürfen als JSON höchstens {max} Byte umfassen.',
  },
  path_too_long: {
    en: 'With this data, the path of an action has more than {max} characters.',
    de: 'Mit diesen Daten hat der Pfad einer Aktion mehr als {max} Zeichen.',
  },
  push_service_off: {
    en: 'Push notifications to this kind of device are not available here.',
    de: 'Push-Benachrichtigungen an diese Art von Gerät sind hier nicht verfügbar.',
  },
  unknown_push_service: {
    en: 'Notifications are not sent to this push service. Use a browser with one that the operator allows.',
    de: 'An diesen Push-Dienst werden keine Benachrichtigungen gesendet. Verwenden Sie einen Browser, dessen Dienst der Betreiber erlaubt.',
  },
  in_the_past: {
    en: 'The time must be in the future.',
    de: 'Die Zeit muss in der Zukunft liegen.',
  },
});

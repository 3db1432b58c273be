import { defineFieldErrors, defineProblems } from './catalogue';

export const RequestProblems = defineProblems('request', {
  malformed: {
    status: 400,
    title: { en: 'The request could not be parsed', de: 'Die Anfrage konnte nicht gelesen werden' },
    detail: { en: '{reason}', de: '{reason}' },
  },
  not_found: {
    status: 404,
    title: { en: 'Not found', de: 'Nicht gefunden' },
    detail: {
      en: 'This resource does not exist, or you do not have access to it.',
      de: 'Diese Ressource gibt es nicht, oder Sie haben keinen Zugriff darauf.',
    },
  },
  method_not_allowed: {
    status: 405,
    title: {
      en: 'This method is not allowed for this path',
      de: 'Diese Methode ist für diesen Pfad nicht erlaubt',
    },
    detail: { en: 'Allowed methods: {methods}.', de: 'Erlaubte Methoden: {methods}.' },
  },
  timeout: {
    status: 408,
    title: { en: 'The request timed out', de: 'Zeitüberschreitung der Anfrage' },
    detail: {
      en: 'The request took too long to arrive. Send it again.',
      de: 'Die Übertragung der Anfrage hat zu lange gedauert. Senden Sie sie erneut.',
    },
  },
  stale: {
    status: 412,
    title: { en: 'Your copy is outdated', de: 'Ihre Kopie ist veraltet' },
    detail: {
      en: 'The resource has changed since you read it. Read it again and repeat your change.',
      de: 'Die Ressource wurde inzwischen geändert. Rufen Sie sie erneut ab und wiederholen Sie Ihre Änderung.',
    },
  },
  too_large: {
    status: 413,
    title: { en: 'The request body is too large', de: 'Der Inhalt der Anfrage ist zu groß' },
    detail: { en: 'Send a smaller request.', de: 'Senden Sie eine kleinere Anfrage.' },
  },
  uri_too_long: {
    status: 414,
    title: { en: 'The URL is too long', de: 'Die URL ist zu lang' },
    detail: { en: 'Send a shorter URL.', de: 'Verwenden Sie eine kürzere URL.' },
  },
  unsupported_media_type: {
    status: 415,
    title: { en: 'This content type is not supported', de: 'Dieser Inhaltstyp wird nicht unterstützt' },
    detail: {
      en: 'Use a content type that the documentation lists for this operation.',
      de: 'Verwenden Sie einen Inhaltstyp, der für diese Operation dokumentiert ist.',
    },
  },
  content_mismatch: {
    status: 415,
    title: {
      en: 'This file is not of a supported type',
      de: 'Diese Datei hat keinen unterstützten Dateityp',
    },
    detail: {
      en: 'Upload a file whose content is one of these types: {types}.',
      de: 'Laden Sie eine Datei hoch, deren Inhalt einem dieser Typen entspricht: {types}.',
    },
  },
  range_not_satisfiable: {
    status: 416,
    title: { en: 'The requested range is not available', de: 'Der angeforderte Bereich ist nicht verfügbar' },
    detail: {
      en: 'The file has {size} bytes. Request a range within the file, or omit the Range header.',
      de: 'Die Datei hat {size} Byte. Fordern Sie einen Bereich innerhalb der Datei an oder lassen Sie den Range-Header weg.',
    },
  },
  invalid: {
    status: 422,
    title: { en: 'Some fields are not valid', de: 'Einige Felder sind ungültig' },
    detail: {
      en: 'Correct the fields listed in `errors` and try again.',
      de: 'Korrigieren Sie die in `errors` aufgeführten Felder und versuchen Sie es erneut.',
    },
  },
  headers_too_large: {
    status: 431,
    title: { en: 'The request headers are too large', de: 'Die Header der Anfrage sind zu groß' },
    detail: { en: 'Send fewer or shorter headers.', de: 'Senden Sie weniger oder kürzere Header.' },
  },
  rate_limited: {
    status: 429,
    title: { en: 'Too many requests', de: 'Zu viele Anfragen' },
    detail: { en: 'Try again in {seconds} seconds.', de: 'Versuchen Sie es in {seconds} Sekunden erneut.' },
  },
  invalid_cursor: {
    status: 422,
    title: { en: 'The cursor is not valid', de: 'Der Cursor ist ungültig' },
    detail: {
      en: 'Use the `nextCursor` of a list with the same filters, or start again without a cursor.',
      de: 'Verwenden Sie den `nextCursor` einer Liste mit denselben Filtern, oder beginnen Sie ohne Cursor.',
    },
  },
  origin_not_allowed: {
    status: 403,
    title: { en: 'Requests from this origin are not allowed', de: 'Anfragen von dieser Origin sind nicht erlaubt' },
    detail: {
      en: 'The operator must add the origin to CORS_ORIGINS.',
      de: 'Der Betreiber muss die Origin in CORS_ORIGINS eintragen.',
    },
  },
});

export const IdempotencyProblems = defineProblems('idempotency', {
  key_invalid: {
    status: 400,
    title: { en: 'The Idempotency-Key is not valid', de: 'Der Idempotency-Key ist ungültig' },
    detail: { en: 'Send 8 to 128 visible ASCII characters.', de: 'Senden Sie 8 bis 128 sichtbare ASCII-Zeichen.' },
  },
  key_reused: {
    status: 422,
    title: {
      en: 'This Idempotency-Key was already used for a different request',
      de: 'Dieser Idempotency-Key wurde bereits für eine andere Anfrage verwendet',
    },
    detail: { en: 'Send a new key for a new request.', de: 'Senden Sie für eine neue Anfrage einen neuen Schlüssel.' },
  },
  still_running: {
    status: 409,
    title: {
      en: 'The first request with this Idempotency-Key is still in progress',
      de: 'Die erste Anfrage mit diesem Idempotency-Key wird noch verarbeitet',
    },
    detail: {
      en: 'Wait a moment and send the same request again.',
      de: 'Warten Sie einen Moment und senden Sie dieselbe Anfrage erneut.',
    },
  },
});

export const ServiceProblems = defineProblems('service', {
  unexpected: {
    status: 500,
    title: { en: 'An unexpected error occurred', de: 'Ein unerwarteter Fehler ist aufgetreten' },
    detail: {
      en: 'Try again. If the error persists, report the request ID in `instance` to the operator.',
      de: 'Versuchen Sie es erneut. Bleibt der Fehler bestehen, nennen Sie dem Betreiber die Anfrage-ID in `instance`.',
    },
  },
  unavailable: {
    status: 503,
    title: { en: 'The service is temporarily unavailable', de: 'Der Dienst ist vorübergehend nicht verfügbar' },
    detail: { en: 'Try again in a few seconds.', de: 'Versuchen Sie es in einigen Sekunden erneut.' },
  },
  overloaded: {
    status: 503,
    title: { en: 'The service is overloaded', de: 'Der Dienst ist überlastet' },
    detail: { en: 'Try again in a few seconds.', de: 'Versuchen Sie es in einigen Sekunden erneut.' },
  },
});

export const AccessProblems = defineProblems('access', {
  not_signed_in: {
    status: 401,
    title: { en: 'You are not signed in', de: 'Sie sind nicht angemeldet' },
    detail: {
      en: 'Sign in and send the access token in the Authorization header.',
      de: 'Melden Sie sich an und senden Sie das Zugriffstoken im Authorization-Header.',
    },
  },
  token_invalid: {
    status: 401,
    title: { en: 'The access token is not valid', de: 'Das Zugriffstoken ist ungültig' },
    detail: { en: 'Sign in again.', de: 'Melden Sie sich erneut an.' },
  },
  token_expired: {
    status: 401,
    title: { en: 'The access token has expired', de: 'Das Zugriffstoken ist abgelaufen' },
    detail: {
      en: 'Get a new access token with your refresh token, or sign in again.',
      de: 'Fordern Sie mit Ihrem Refresh-Token ein neues Zugriffstoken an, oder melden Sie sich erneut an.',
    },
  },
  session_ended: {
    status: 401,
    title: { en: 'This session has ended', de: 'Diese Sitzung ist beendet' },
    detail: { en: 'Sign in again.', de: 'Melden Sie sich erneut an.' },
  },
  not_allowed: {
    status: 403,
    title: { en: 'You are not allowed to do this', de: 'Sie sind dazu nicht berechtigt' },
    detail: {
      en: 'This requires the permission `{permission}`.',
      de: 'Dafür ist die Berechtigung `{permission}` erforderlich.',
    },
  },
  api_key_not_allowed: {
    status: 403,
    title: { en: "API keys can't be used here", de: 'API-Schlüssel können hier nicht verwendet werden' },
    detail: {
      en: 'Sign in and use an access token.',
      de: 'Melden Sie sich an und verwenden Sie ein Zugriffstoken.',
    },
  },
  scope_missing: {
    status: 403,
    title: { en: 'This API key lacks a required scope', de: 'Diesem API-Schlüssel fehlt ein erforderlicher Scope' },
    detail: {
      en: 'Use an API key with the scope `{scope}`.',
      de: 'Verwenden Sie einen API-Schlüssel mit dem Scope `{scope}`.',
    },
  },
  users_only: {
    status: 403,
    title: { en: 'Only users can do this, not apps', de: 'Nur Benutzer können dies tun, Apps nicht' },
    detail: {
      en: "Use a user's access token instead of an app key.",
      de: 'Verwenden Sie das Zugriffstoken eines Benutzers statt des Schlüssels einer App.',
    },
  },
  step_up_required: {
    status: 403,
    title: { en: 'Confirm your identity to continue', de: 'Bestätigen Sie Ihre Identität, um fortzufahren' },
    detail: { en: 'Call POST /v1/me/step-up first.', de: 'Rufen Sie zuerst POST /v1/me/step-up auf.' },
  },
});

export const FieldErrors = defineFieldErrors('field', {
  unknown: {
    en: 'This field is not supported. Remove it.',
    de: 'Dieses Feld wird nicht unterstützt. Entfernen Sie es.',
  },
  required: { en: 'This field is required.', de: 'Dieses Feld ist erforderlich.' },
  wrong_type: { en: 'This must be of type {type}.', de: 'Der Wert muss vom Typ {type} sein.' },
  too_short: { en: 'Use at least {min} characters.', de: 'Verwenden Sie mindestens {min} Zeichen.' },
  too_long: { en: 'Use at most {max} characters.', de: 'Verwenden Sie höchstens {max} Zeichen.' },
  too_small: { en: 'This must be at least {min}.', de: 'Der Wert muss mindestens {min} sein.' },
  too_large: { en: 'This must be at most {max}.', de: 'Der Wert darf höchstens {max} sein.' },
  too_many: { en: 'Send at most {max} entries.', de: 'Senden Sie höchstens {max} Einträge.' },
  not_allowed_value: { en: 'This must be one of: {values}.', de: 'Der Wert muss einer der folgenden sein: {values}.' },
  bad_format: { en: 'This must have the format: {form}.', de: 'Der Wert muss folgendes Format haben: {form}.' },
  bad_text: {
    en: 'This contains characters that are not allowed. Remove them.',
    de: 'Der Wert enthält unzulässige Zeichen. Entfernen Sie diese.',
  },
});

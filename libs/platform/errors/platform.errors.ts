import { defineFieldErrors, defineProblems } from './catalogue';

export const RequestProblems = defineProblems('request', {
  malformed: {
    status: 400,
    title: { en: 'The request could not be read', de: 'Die Anfrage konnte nicht gelesen werden' },
    detail: { en: '{reason}', de: '{reason}' },
  },
  not_found: {
    status: 404,
    title: { en: 'Not found', de: 'Nicht gefunden' },
    detail: {
      en: 'There is nothing here, or it is not yours to know about.',
      de: 'Hier ist nichts, oder es ist nicht für Sie bestimmt.',
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
  timeout: { status: 408, title: { en: 'The request took too long to arrive', de: 'Die Anfrage kam zu langsam an' } },
  stale: {
    status: 412,
    title: { en: 'Your copy is stale', de: 'Ihre Kopie ist veraltet' },
    detail: {
      en: 'It was changed since you read it. Read it again and repeat your change.',
      de: 'Es wurde inzwischen geändert. Lesen Sie es neu und wiederholen Sie Ihre Änderung.',
    },
  },
  too_large: { status: 413, title: { en: 'The request is too large', de: 'Die Anfrage ist zu groß' } },
  uri_too_long: { status: 414, title: { en: 'The address is too long', de: 'Die Adresse ist zu lang' } },
  unsupported_media_type: {
    status: 415,
    title: { en: 'This content type is not accepted here', de: 'Dieser Inhaltstyp wird hier nicht angenommen' },
  },
  invalid: {
    status: 422,
    title: { en: 'Some fields are not valid', de: 'Einige Felder sind ungültig' },
  },
  headers_too_large: { status: 431, title: { en: 'The headers are too large', de: 'Die Kopfzeilen sind zu groß' } },
  rate_limited: {
    status: 429,
    title: { en: 'Too many requests', de: 'Zu viele Anfragen' },
    detail: { en: 'Try again in {seconds} seconds.', de: 'Versuchen Sie es in {seconds} Sekunden erneut.' },
  },
  invalid_cursor: { status: 422, title: { en: 'The cursor is not valid', de: 'Der Cursor ist ungültig' } },
  foreign_origin: {
    status: 403,
    title: { en: 'Calls from this origin are refused', de: 'Aufrufe von dieser Herkunft werden abgelehnt' },
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
      en: 'This Idempotency-Key was used with another request',
      de: 'Dieser Idempotency-Key gehört zu einer anderen Anfrage',
    },
  },
  still_running: {
    status: 409,
    title: {
      en: 'The first request with this Idempotency-Key is still running',
      de: 'Die erste Anfrage mit diesem Idempotency-Key läuft noch',
    },
  },
});

export const ServiceProblems = defineProblems('service', {
  unexpected: {
    status: 500,
    title: { en: 'Something went wrong on our side', de: 'Bei uns ist etwas schiefgegangen' },
    detail: {
      en: 'It has been recorded under the request id in `instance`.',
      de: 'Es wurde unter der Anfrage-Id in `instance` vermerkt.',
    },
  },
  unavailable: {
    status: 503,
    title: { en: 'Temporarily unavailable', de: 'Vorübergehend nicht verfügbar' },
    detail: {
      en: 'Something this needs is away. Try again shortly.',
      de: 'Etwas Benötigtes ist nicht erreichbar. Versuchen Sie es gleich wieder.',
    },
  },
  overloaded: {
    status: 503,
    title: { en: 'Too busy right now', de: 'Gerade überlastet' },
    detail: { en: 'Try again shortly.', de: 'Versuchen Sie es gleich wieder.' },
  },
});

export const AccessProblems = defineProblems('access', {
  not_signed_in: { status: 401, title: { en: 'You are not signed in', de: 'Sie sind nicht angemeldet' } },
  token_invalid: { status: 401, title: { en: 'The access token is not valid', de: 'Das Zugriffstoken ist ungültig' } },
  token_expired: { status: 401, title: { en: 'The access token has expired', de: 'Das Zugriffstoken ist abgelaufen' } },
  session_ended: { status: 401, title: { en: 'This session has ended', de: 'Diese Sitzung ist beendet' } },
  not_allowed: {
    status: 403,
    title: { en: 'You are not allowed to do this', de: 'Sie dürfen das nicht tun' },
    detail: {
      en: 'This requires the permission `{permission}`.',
      de: 'Dafür ist die Berechtigung `{permission}` erforderlich.',
    },
  },
  not_for_keys: {
    status: 403,
    title: { en: 'API keys cannot be used here', de: 'API-Schlüssel gelten hier nicht' },
    detail: { en: 'Sign in, and use an access token.', de: 'Melden Sie sich an, und nehmen Sie ein Zugriffstoken.' },
  },
  scope_missing: {
    status: 403,
    title: { en: 'This API key lacks a scope', de: 'Diesem API-Schlüssel fehlt eine Berechtigung' },
    detail: { en: 'It would need `{scope}`.', de: 'Er bräuchte `{scope}`.' },
  },
  users_only: {
    status: 403,
    title: { en: 'This is for users, not for apps', de: 'Das ist für Benutzer, nicht für Anwendungen' },
  },
  step_up_required: {
    status: 403,
    title: { en: 'Prove again that it is you', de: 'Weisen Sie sich bitte noch einmal aus' },
    detail: { en: 'Call POST /v1/me/step-up first.', de: 'Rufen Sie zuerst POST /v1/me/step-up auf.' },
  },
});

export const FieldErrors = defineFieldErrors('field', {
  unknown: { en: 'This field is not known here.', de: 'Dieses Feld ist hier unbekannt.' },
  required: { en: 'This field is required.', de: 'Dieses Feld ist erforderlich.' },
  wrong_type: { en: 'This must be of type {type}.', de: 'Dies muss vom Typ {type} sein.' },
  too_short: { en: 'At least {min} characters are needed.', de: 'Mindestens {min} Zeichen sind nötig.' },
  too_long: { en: 'At most {max} characters are allowed.', de: 'Höchstens {max} Zeichen sind erlaubt.' },
  too_small: { en: 'This must be at least {min}.', de: 'Dies muss mindestens {min} sein.' },
  too_large: { en: 'This must be at most {max}.', de: 'Dies darf höchstens {max} sein.' },
  too_many: { en: 'At most {max} entries are allowed.', de: 'Höchstens {max} Einträge sind erlaubt.' },
  not_allowed_value: { en: 'This must be one of: {values}.', de: 'Dies muss eines davon sein: {values}.' },
  bad_format: { en: 'This is not in the expected form: {form}.', de: 'Dies hat nicht die erwartete Form: {form}.' },
  bad_text: {
    en: 'This contains characters that are not allowed.',
    de: 'Dies enthält Zeichen, die nicht erlaubt sind.',
  },
});

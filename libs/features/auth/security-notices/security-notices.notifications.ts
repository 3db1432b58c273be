import { TextField } from '@platform/http/fields/fields';
import { defineNotification, NoData } from '@platform/notifications/define-notification';
import { notifyOn } from '@platform/notifications/notify-on';
import { SECURITY_TOPIC } from '@platform/notifications/topics';
import { NewOriginSeen, PasswordChanged, RefreshTokenReused } from '../auth.events';
import { placeName, plainDevice } from './notice-text.rule';

class NewSignInData {
  @TextField({ max: 200, description: 'The browser or app, and the system.', example: 'Firefox on Linux' })
  device: string;

  @TextField({ max: 200, description: 'The country, in the language of the user.', example: 'Germany' })
  place: string;
}

/** This feature sends mails about them as well. */
const CHANNELS = ['push'] as const;

const NewSignInNotification = defineNotification('auth.new_sign_in', {
  topic: SECURITY_TOPIC,
  channels: CHANNELS,
  data: NewSignInData,
  texts: {
    en: {
      title: 'New sign-in to your {{app}} account',
      text: 'Device: {{device}}. Country: {{place}}. If this was not you, change your password and end all other sessions.',
    },
    de: {
      title: 'Neue Anmeldung bei Ihrem {{app}}-Konto',
      text: 'Gerät: {{device}}. Land: {{place}}. Wenn Sie das nicht waren, ändern Sie Ihr Passwort und beenden Sie alle anderen Sitzungen.',
    },
  },
});
const PasswordChangedNotification = defineNotification('auth.password_changed', {
  topic: SECURITY_TOPIC,
  channels: CHANNELS,
  data: NoData,
  texts: {
    en: {
      title: 'Your password was changed',
      text: 'If this was not you, reset your password.',
    },
    de: {
      title: 'Ihr Passwort wurde geändert',
      text: 'Wenn Sie das nicht waren, setzen Sie Ihr Passwort zurück.',
    },
  },
});
const SessionCompromisedNotification = defineNotification('auth.session_compromised', {
  topic: SECURITY_TOPIC,
  channels: CHANNELS,
  data: NoData,
  texts: {
    en: {
      title: 'A session was ended for your security',
      text: 'Its refresh token was used twice, so another person may have copied it. Sign in again, and change your password.',
    },
    de: {
      title: 'Eine Sitzung wurde zu Ihrer Sicherheit beendet',
      text: 'Ihr Refresh-Token wurde zweimal verwendet, möglicherweise von einer anderen Person. Melden Sie sich erneut an und ändern Sie Ihr Passwort.',
    },
  },
});

notifyOn({
  on: NewOriginSeen,
  notification: NewSignInNotification,
  partsFor: (_event, { language }, { device, place }) => ({
    data: {
      device: plainDevice(device?.after as string | null),
      place: placeName(place?.after as string | null, language),
    },
  }),
});
notifyOn({ on: PasswordChanged, notification: PasswordChangedNotification, partsFor: () => ({ data: {} }) });
notifyOn({ on: RefreshTokenReused, notification: SessionCompromisedNotification, partsFor: () => ({ data: {} }) });

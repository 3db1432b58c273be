import { faultOfOutgoingUrl } from '@platform/config/addresses.rule';
import { defineConfig } from '@platform/config/config';
import { checked, optionalText, text } from '@platform/config/setting';
import { apnsKeySetting, fcmAccountSetting, webPushKeySetting } from './push.settings';

const serviceUrl = (variable: string, service: string, fallback: string) =>
  checked(
    text(variable, { default: fallback, help: `The server of ${service}. Only tests need another one.` }),
    (value, production) => [faultOfOutgoingUrl(value, production, 'the key')],
  );

const settings = {
  webPushKey: webPushKeySetting,
  webPushContact: optionalText('WEB_PUSH_CONTACT', {
    help: 'How the push services of browsers can reach you, as mailto: or https: URL. The default is PUBLIC_URL.',
  }),
  fcmAccount: fcmAccountSetting,
  fcmUrl: serviceUrl('FCM_URL', 'Firebase', 'https://fcm.googleapis.com'),
  apnsKey: apnsKeySetting,
  apnsKeyId: optionalText('APNS_KEY_ID', { help: 'The ID of APNS_KEY.' }),
  apnsTeamId: optionalText('APNS_TEAM_ID', { help: 'The ID of your team at Apple.' }),
  apnsTopic: optionalText('APNS_TOPIC', { help: 'The bundle ID of your app.' }),
  apnsUrl: serviceUrl(
    'APNS_URL',
    'Apple, for development builds of your app https://api.sandbox.push.apple.com',
    'https://api.push.apple.com',
  ),
};

export class PushConfig extends defineConfig(
  'Push notifications',
  settings,
  ({ webPushContact, apnsKey, apnsKeyId, apnsTeamId, apnsTopic }) => [
    ...(webPushContact === undefined || /^(mailto:\S+@\S+|https:\/\/\S+)$/.test(webPushContact)
      ? []
      : ['WEB_PUSH_CONTACT must start with mailto: or https://.']),
    ...(apnsKey && !(apnsKeyId && apnsTeamId && apnsTopic)
      ? ['APNS_KEY_ID, APNS_TEAM_ID and APNS_TOPIC are required with APNS_KEY.']
      : []),
  ],
) {}

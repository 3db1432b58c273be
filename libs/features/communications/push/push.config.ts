import { faultOfOutgoingUrl } from '@platform/config/addresses.rule';
import { defineConfig } from '@platform/config/config';
import { checked, list, optionalText, text } from '@platform/config/setting';
import { faultOfHost } from './push-hosts.rule';
import { apnsKeySetting, fcmAccountSetting, webPushKeySetting } from './push.settings';

const BROWSER_HOSTS = [
  'fcm.googleapis.com',
  'updates.push.services.mozilla.com',
  '*.notify.windows.com',
  '*.push.apple.com',
];

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
  webPushHosts: checked(
    list('WEB_PUSH_HOSTS', {
      default: BROWSER_HOSTS,
      help: 'The hosts of the push services of browsers, comma-separated; the default has those of Chrome, Edge, Firefox and Safari. *.example.com stands for all hosts below it, and * for any host. A host that a user controls can slow down push notifications.',
    }),
    (entries) => entries.map(faultOfHost),
  ),
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

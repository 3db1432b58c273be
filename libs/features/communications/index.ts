export { CommunicationsModule } from './communications.module';
export { createWebPushKey } from './push/web-push-key.rule';

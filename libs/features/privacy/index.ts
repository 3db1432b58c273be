export { PrivacyModule } from './privacy.module';
export { ConsentReader } from './consents/consent-reader';
export { ConsentChanged, ConsentTextAdded } from './privacy.events';

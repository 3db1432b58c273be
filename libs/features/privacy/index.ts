export { PrivacyModule } from './privacy.module';
export { ConsentReader } from './consents/consent-reader';
export { DataMapService } from './data-map/data-map.service';
export { ConsentChanged, ConsentTextAdded } from './privacy.events';
export { ErasureReplay } from './erasure/replay/erasure-replay';

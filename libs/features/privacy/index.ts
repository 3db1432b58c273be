export { PrivacyModule } from './privacy.module';
export { ErasureReplay } from './erasure/replay/erasure-replay';

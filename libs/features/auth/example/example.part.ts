import type { FeaturePart } from '@platform/process/feature-part';
import { ExamplePageController } from './example-page.controller';

export const EXAMPLE: FeaturePart = { controllers: [ExamplePageController], providers: [] };

import type { AuthPart } from '../auth-part';
import { ExamplePageController } from './example-page.controller';

export const EXAMPLE: AuthPart = { controllers: [ExamplePageController], providers: [] };

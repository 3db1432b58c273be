import type { AuthPart } from '../../auth-part';
import { GoogleConfig } from './google.config';
import { GoogleController } from './google.controller';
import { GoogleProvider } from './google-provider';

export const GOOGLE_WAY: AuthPart = { controllers: [GoogleController], providers: [GoogleConfig, GoogleProvider] };

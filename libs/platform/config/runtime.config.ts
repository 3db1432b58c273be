import { defineConfig } from './config';
import { choice, text } from './setting';

export class RuntimeConfig extends defineConfig('Runtime', {
  environment: choice('NODE_ENV', ['development', 'production', 'test'], {
    default: 'development',
    help: 'In production, userkeep does not start with generated, default or weak secrets or with unsafe database settings.',
  }),
  dataDir: text('DATA_DIR', {
    default: '.userkeep',
    help: 'The folder for files, and in development for generated secrets and the private database.',
  }),
}) {
  get production(): boolean {
    return this.environment === 'production';
  }
}

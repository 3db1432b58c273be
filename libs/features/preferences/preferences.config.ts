import { defineConfig } from '@platform/config/config';
import { flag, integer } from '@platform/config/setting';

export class PreferencesConfig extends defineConfig('Preferences', {
  unregistered: flag('PREFERENCES_UNREGISTERED', {
    default: true,
    help: 'Whether users can store preferences in namespaces without a schema.',
  }),
  maxNamespaces: integer('PREFERENCES_MAX_NAMESPACES', {
    default: 20,
    min: 1,
    max: 1000,
    help: 'The maximum number of namespaces in which one user can store preferences.',
  }),
  maxBytes: integer('PREFERENCES_MAX_BYTES', {
    default: 32_768,
    min: 256,
    max: 262_144,
    help: 'The maximum size of the preferences of one user in one namespace, in bytes of JSON.',
  }),
  maxKeys: integer('PREFERENCES_MAX_KEYS', {
    default: 200,
    min: 1,
    max: 1000,
    help: 'The maximum number of keys in one namespace.',
  }),
  maxDepth: integer('PREFERENCES_MAX_DEPTH', {
    default: 8,
    min: 1,
    max: 30,
    help: 'The maximum nesting depth of a value.',
  }),
}) {}

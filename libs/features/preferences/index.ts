export { PreferencesModule } from './preferences.module';
export { PreferencesChanged, PreferenceSchemaChanged, PreferenceSchemaRemoved } from './preferences.events';

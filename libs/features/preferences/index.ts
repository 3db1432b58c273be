export { PreferencesModule } from './preferences.module';
export { ProductPreferences } from './product/product-preferences';
export { PreferencesChanged, PreferenceSchemaChanged, PreferenceSchemaRemoved } from './preferences.events';

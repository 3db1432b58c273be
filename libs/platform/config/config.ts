import type { Setting } from './setting';
import { SettingFault } from './setting';

type Settings = Record<string, Setting<unknown>>;
type Values<S extends Settings> = { readonly [K in keyof S]: S[K] extends Setting<infer T> ? T : never };

interface Section {
  readonly title: string;
  readonly settings: Settings;
  readonly faultsTogether: (values: never) => readonly string[];
}

/** The configuration is invalid. Every fault is a sentence that names its variable. */
export class ConfigurationFaults extends Error {
  constructor(readonly faults: readonly string[]) {
    super(`The configuration is invalid:\n- ${faults.join('\n- ')}`);
    this.name = 'ConfigurationFaults';
  }
}

const sections: Section[] = [];
let loaded: ReadonlyMap<Section, Record<string, unknown>> | undefined;

/**
 * Declares what one feature reads from the environment, as a class to extend and inject:
 * `class HttpConfig extends defineConfig('HTTP', { port: integer('PORT', …) }) {}`. `faultsTogether` returns faults of
 * valid values that contradict each other.
 */
export function defineConfig<S extends Settings>(
  title: string,
  settings: S,
  faultsTogether: (values: Values<S>) => readonly string[] = () => [],
): new () => Values<S> {
  const section = { title, settings, faultsTogether };
  sections.push(section);
  class Config {
    constructor() {
      loaded ??= readAll(process.env);
      Object.assign(this, loaded.get(section) ?? readSection(section, process.env));
    }
  }
  return Config as new () => Values<S>;
}

/** Reads and checks all declared sections, so that an operator sees all faults together. */
export function loadConfiguration(env: NodeJS.ProcessEnv): void {
  loaded = readAll(env);
}

export function allSections(): readonly Section[] {
  return sections;
}

function readAll(env: NodeJS.ProcessEnv) {
  const faults: string[] = [];
  const values = new Map<Section, Record<string, unknown>>();
  for (const section of sections) {
    try {
      values.set(section, readSection(section, env));
    } catch (error) {
      if (!(error instanceof ConfigurationFaults)) throw error;
      faults.push(...error.faults);
    }
  }
  if (faults.length > 0) throw new ConfigurationFaults(faults);
  return values;
}

function readSection(section: Section, env: NodeJS.ProcessEnv): Record<string, unknown> {
  const production = env.NODE_ENV === 'production';
  const values: Record<string, unknown> = {};
  const faults: string[] = [];
  for (const [name, setting] of Object.entries(section.settings)) {
    try {
      values[name] = setting.read(env[setting.variable], production);
    } catch (error) {
      if (!(error instanceof SettingFault)) throw error;
      faults.push(...error.faults.map((fault) => `${setting.variable} ${fault}.`));
    }
  }
  if (faults.length === 0) faults.push(...section.faultsTogether(values as never));
  if (faults.length > 0) throw new ConfigurationFaults(faults);
  return values;
}

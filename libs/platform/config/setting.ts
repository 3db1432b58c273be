/** One environment variable: how to parse it, what it means, and which values production rejects. */
export interface Setting<T> {
  readonly variable: string;
  readonly help: string;
  readonly secret: boolean;
  /** The default in `.env.example`; empty if there is none. */
  readonly shownDefault: string;
  read(raw: string | undefined, production: boolean): T;
}

interface Options<T> {
  readonly help: string;
  readonly default?: T;
  /** A default that applies only outside production. */
  readonly developmentDefault?: T;
  readonly secret?: boolean;
  /** Returns a fault if production must not run with this value. */
  readonly inProduction?: (value: T) => string | undefined;
}

/** Each fault is the rest of a sentence that starts with the name of the variable. */
export class SettingFault extends Error {
  readonly faults: readonly string[];

  constructor(...faults: readonly string[]) {
    super(faults.join('; '));
    this.faults = faults;
  }
}

/** Adds rules to a setting. All faults of a list are reported, not only the first. */
export function checked<T>(
  setting: Setting<T>,
  faultsOf: (value: T, production: boolean) => readonly (string | undefined)[],
): Setting<T> {
  return {
    ...setting,
    read(raw, production) {
      const value = setting.read(raw, production);
      const faults = faultsOf(value, production).filter((fault) => fault !== undefined);
      if (faults.length > 0) throw new SettingFault(...faults);
      return value;
    },
  };
}

export function text(variable: string, options: Options<string>): Setting<string> {
  return setting(
    variable,
    options,
    (raw) => raw,
    (value) => value,
  );
}

export function optionalText(
  variable: string,
  options: { help: string; secret?: boolean },
): Setting<string | undefined> {
  return {
    variable,
    help: options.help,
    secret: options.secret ?? false,
    shownDefault: '',
    read: (raw) => raw || undefined,
  };
}

export function integer(variable: string, options: Options<number> & { min: number; max: number }): Setting<number> {
  const parse = (raw: string) => {
    const value = Number(raw);
    if (!Number.isSafeInteger(value) || value < options.min || value > options.max) {
      throw new SettingFault(`must be a whole number from ${options.min} to ${options.max}`);
    }
    return value;
  };
  return setting(variable, options, parse, String);
}

export function decimal(variable: string, options: Options<number> & { min: number; max: number }): Setting<number> {
  const parse = (raw: string) => {
    const value = Number(raw);
    if (!Number.isFinite(value) || value < options.min || value > options.max) {
      throw new SettingFault(`must be a number from ${options.min} to ${options.max}`);
    }
    return value;
  };
  return setting(variable, options, parse, String);
}

export function flag(variable: string, options: Options<boolean>): Setting<boolean> {
  const parse = (raw: string) => {
    if (raw !== 'true' && raw !== 'false') throw new SettingFault('must be true or false');
    return raw === 'true';
  };
  return setting(variable, options, parse, String);
}

export function choice<const T extends string>(
  variable: string,
  choices: readonly T[],
  options: Options<T>,
): Setting<T> {
  const parse = (raw: string) => {
    const found = choices.find((candidate) => candidate === raw);
    if (!found) throw new SettingFault(`must be one of ${choices.join(', ')}`);
    return found;
  };
  return setting(variable, options, parse, String);
}

/** Comma-separated entries, blanks ignored. */
export function list(variable: string, options: Options<readonly string[]>): Setting<readonly string[]> {
  const parse = (raw: string) =>
    raw
      .split(',')
      .map((entry) => entry.trim())
      .filter(Boolean);
  return setting(variable, options, parse, (value) => value.join(','));
}

export function url(variable: string, options: Options<string> & { protocols: readonly string[] }): Setting<string> {
  const parse = (raw: string) => {
    const parsed = URL.canParse(raw) ? new URL(raw) : undefined;
    if (!parsed || !options.protocols.includes(parsed.protocol)) {
      throw new SettingFault(
        `must be a URL that starts with ${options.protocols.map((protocol) => `${protocol}//`).join(' or ')}`,
      );
    }
    return raw;
  };
  return setting(variable, options, parse, (value) => value);
}

function setting<T>(
  variable: string,
  options: Options<T>,
  parse: (raw: string) => T,
  format: (value: T) => string,
): Setting<T> {
  const fallback = (production: boolean) =>
    !production && options.developmentDefault !== undefined ? options.developmentDefault : options.default;
  const exampleDefault = options.default ?? options.developmentDefault;
  return {
    variable,
    help: options.help,
    secret: options.secret ?? false,
    shownDefault: exampleDefault === undefined || options.secret ? '' : format(exampleDefault),
    read(raw, production) {
      const value = raw === undefined || raw === '' ? fallback(production) : parse(raw);
      if (value === undefined) throw new SettingFault('is required');
      const fault = production ? options.inProduction?.(value) : undefined;
      if (fault) throw new SettingFault(fault);
      return value;
    },
  };
}

import { parse } from 'yaml';

type Variables = Readonly<Record<string, string>>;

interface Service {
  readonly environment?: Readonly<Record<string, string | number | null>>;
  readonly env_file?: readonly { path: string }[];
}

/**
 * Resolves the environment that Docker Compose gives to a service: the variables of `.env`, then those of
 * `environment`, which take precedence. `shell` is the environment of the `docker compose` command itself.
 */
export function containerEnvironment(
  compose: string,
  service: string,
  dotEnv: Variables,
  shell: Variables = {},
): Record<string, string> {
  const { services } = parse(compose) as { services: Record<string, Service> };
  const { environment = {}, env_file: files = [] } = services[service] ?? {};
  const known = { ...dotEnv, ...shell };
  const resolved: Record<string, string> = files.some(({ path }) => path === '.env') ? { ...dotEnv } : {};
  for (const [name, value] of Object.entries(environment)) {
    const text = value === null ? known[name] : interpolate(String(value), known);
    if (text === undefined) delete resolved[name];
    else resolved[name] = text;
  }
  return resolved;
}

const REFERENCE = /\$\$|\$\{(?<name>\w+)(?:(?<operator>:?[-?])(?<operand>[^}]*))?\}|\$(?<bare>\w+)/g;

function interpolate(text: string, known: Variables): string {
  return text.replace(REFERENCE, (whole: string, ...rest: unknown[]) => {
    if (whole === '$$') return '$';
    const { name, operator = '', operand = '', bare } = rest.at(-1) as Record<string, string | undefined>;
    const variable = (name ?? bare) as string;
    const value = operator.startsWith(':') ? known[variable] || undefined : known[variable];
    if (value === undefined && operator.endsWith('?')) throw new Error(`${variable} ${operand}`);
    return value ?? (operator.endsWith('-') ? operand : '');
  });
}

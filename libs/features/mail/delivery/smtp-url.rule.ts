export interface SmtpServer {
  readonly host: string;
  readonly port: number;
  /** TLS from the first byte (smtps://); otherwise STARTTLS. */
  readonly secure: boolean;
  readonly login: { readonly user: string; readonly password: string } | undefined;
}

/** Parses `smtp://user:password@mail.example.com:587` with a percent-encoded user and password. */
export function parseSmtpUrl(text: string): SmtpServer | undefined {
  if (!URL.canParse(text)) return undefined;
  const { protocol, hostname, port, username, password, pathname, search, hash } = new URL(text);
  const secure = protocol === 'smtps:';
  if ((!secure && protocol !== 'smtp:') || !hostname || search || hash || !['', '/'].includes(pathname))
    return undefined;
  // If only one were set, nodemailer would not authenticate at all.
  if (Boolean(username) !== Boolean(password)) return undefined;
  try {
    return {
      host: hostname.replace(/^\[|\]$/g, ''),
      port: port ? Number(port) : secure ? 465 : 587,
      secure,
      login: username ? { user: decodeURIComponent(username), password: decodeURIComponent(password) } : undefined,
    };
  } catch {
    return undefined;
  }
}

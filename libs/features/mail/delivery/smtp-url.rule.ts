export interface SmtpServer {
  readonly host: string;
  readonly port: number;
  /** TLS from the first byte (smtps://); otherwise STARTTLS. */
  readonly secure: boolean;
  readonly login: { readonly user: string; readonly password: string } | undefined;
}

/** `smtp://user:password@mail.example.com:587`; user and password percent-encoded. Undefined for anything else. */
export function parseSmtpUrl(text: string): SmtpServer | undefined {
  if (!URL.canParse(text)) return undefined;
  const { protocol, hostname, port, username, password, pathname, search, hash } = new URL(text);
  const secure = protocol === 'smtps:';
  if ((!secure && protocol !== 'smtp:') || !hostname || search || hash || !['', '/'].includes(pathname))
    return undefined;
  // One without the other would be taken for no login at all.
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

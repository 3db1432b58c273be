import { IP_HOST } from './tls.rule';

const WRONG_CREDENTIALS = 1045;
const NO_RIGHTS_ON_SCHEMA = 1044;
const TLS_REQUIRED = 3159;

/** Explains to the operator why the database cannot be used. */
export function unreachableSentence(error: unknown, variable: string, schema: string): string {
  const { code, errno, message = '' } = error as { code?: string; errno?: number; message?: string };
  if (errno === WRONG_CREDENTIALS)
    return `The database of ${variable} rejects this user or password, or requires TLS (\`?tls=true\` or DATABASE_CA).`;
  if (errno === NO_RIGHTS_ON_SCHEMA)
    return `The user of ${variable} is not allowed to use or create the schema ${schema}; create it and grant all privileges on it.`;
  if (errno === TLS_REQUIRED || /insecure transport/i.test(message))
    return `The database of ${variable} requires TLS; add \`?tls=true\` or set DATABASE_CA.`;
  if (code === IP_HOST)
    return `The certificate of the database of ${variable} cannot be verified for an IP address; use a host name, or \`?tls=verify-ca\`.`;
  if (code === 'HANDSHAKE_NO_SSL_SUPPORT')
    return `The database of ${variable} does not support TLS, which \`?tls\` or DATABASE_CA requires.`;
  if (/does not match certificate/i.test(message))
    return `The certificate of the database of ${variable} is for another host name (${reasonOf(message)}); use that name in ${variable}, or \`?tls=verify-ca\` if your provider issues none.`;
  if (code === 'HANDSHAKE_SSL_ERROR')
    return `The certificate of the database of ${variable} could not be verified (${message}); set DATABASE_CA to the certificate authority of the server.`;
  return `The database of ${variable} cannot be reached (${code ?? message}).`;
}

function reasonOf(message: string): string {
  return message.replace(/^.*altnames:\s*/, '').replace(/\.$/, '');
}

const KNOWN: readonly string[] = ['ble', 'cable', 'hybrid', 'internal', 'nfc', 'smart-card', 'usb'];

/** How a browser may reach an authenticator: what a client says, as far as it is known. */
export function knownTransports(given: unknown): string[] {
  return Array.isArray(given) ? KNOWN.filter((transport) => given.includes(transport)) : [];
}

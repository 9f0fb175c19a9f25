/** What a code of Node or of its `fetch` means, after "GET /path could not be reached: ". */
const causes: Readonly<Record<string, (host: string) => string>> = {
  ENOTFOUND: (host) => `the name ${host} was not found`,
  EAI_AGAIN: (host) => `the name server did not answer for ${host}`,
  ECONNREFUSED: (host) => `${host} refused the connection`,
  ECONNRESET: closed,
  EPIPE: closed,
  UND_ERR_SOCKET: closed,
  ETIMEDOUT: late,
  UND_ERR_CONNECT_TIMEOUT: late,
  UND_ERR_HEADERS_TIMEOUT: late,
  UND_ERR_BODY_TIMEOUT: late,
  EHOSTUNREACH: noRoute,
  ENETUNREACH: noRoute,
  CERT_HAS_EXPIRED: (host) => `the certificate of ${host} has expired`,
  ERR_TLS_CERT_ALTNAME_INVALID: (host) => `the certificate of ${host} is for another name`,
};

const untrusted = /^(?:CERT_|UNABLE_TO_|(?:DEPTH_ZERO_)?SELF_SIGNED_CERT|HOSTNAME_MISMATCH|INVALID_CA)/;

/** Host and cause of a request that no answer came to; of the error only its code is looked at. */
export function networkFault(error: unknown, { host }: URL): string {
  const code = codeOf(error);
  return `could not be reached: ${causeOf(code, host)}${code === undefined ? "" : ` (${code})`}`;
}

function causeOf(code: string | undefined, host: string): string {
  if (code === undefined) return `the connection to ${host} failed`;
  const known = Object.hasOwn(causes, code) ? causes[code] : undefined;
  if (known !== undefined) return known(host);
  if (untrusted.test(code)) return `the certificate of ${host} is not trusted`;
  if (/^(?:ERR_SSL_|ERR_TLS_|EPROTO$)/.test(code)) return `no secure connection to ${host} came about`;
  return `the connection to ${host} failed`;
}

/** `fetch` wraps the error of the connection, and a host with several addresses has one for each. */
function codeOf(error: unknown, depth = 0): string | undefined {
  if (!(error instanceof Error) || depth > 5) return undefined;
  const { code, cause, errors } = error as { code?: unknown; cause?: unknown; errors?: unknown };
  if (typeof code === "string" && /^[A-Z][A-Z0-9_]{2,60}$/.test(code)) return code;
  return codeOf(cause, depth + 1) ?? (Array.isArray(errors) ? codeOf(errors[0], depth + 1) : undefined);
}

function closed(host: string): string {
  return `${host} closed the connection`;
}

function late(host: string): string {
  return `the connection to ${host} timed out`;
}

function noRoute(host: string): string {
  return `there is no network route to ${host}`;
}

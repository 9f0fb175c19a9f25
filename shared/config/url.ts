import { admitsHost, loopback } from "#shared/names.ts";

const label = "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?";
const httpsUrl = new RegExp(`^(?:https://)?((?:${label}\\.)+${label})(?::443)?/?$`, "iu");
const loopbackUrl = /^http:\/\/(127\.0\.0\.1|localhost)(:[1-9]\d{0,4})?\/?$/iu;
const longestUrl = 512;

/**
 * The URL in the form `https://host/`, or `undefined` when it is not one that credentials may be sent to. A bare host
 * is taken for one. The text is matched as a whole instead of being repaired by a URL parser, so that no spelling of
 * another host can pass.
 */
export function allowedUrl(text: string, allowed: readonly string[]): string | undefined {
  if (text.length > longestUrl) return undefined;
  const host = httpsUrl.exec(text)?.[1]?.toLowerCase();
  if (host !== undefined) {
    return allowed.some((entry) => admitsHost(entry, host)) ? `https://${host}/` : undefined;
  }
  const [, machine, port = ""] = loopbackUrl.exec(text) ?? [];
  if (machine === undefined || !allowed.includes(loopback) || Number(port.slice(1)) > 65_535) return undefined;
  return `http://${machine.toLowerCase()}${port}/`;
}

/** What a URL setting must look like, for a message, and how a deployment admits another host. */
export function urlExpected(allowed: readonly string[]): string {
  const hosts = allowed
    .filter((entry) => entry !== loopback)
    .map((entry) => (entry.startsWith(".") ? `*${entry}` : entry));
  const local = allowed.includes(loopback) ? ", or http://127.0.0.1:<port>/ or http://localhost:<port>/" : "";
  return `https://<host>/ with a host out of ${hosts.join(", ") || "(none is allowed)"}${local}; no user information, port, path, query or fragment. A deployment admits another host with -c allowedUrlHosts=<hosts>`;
}

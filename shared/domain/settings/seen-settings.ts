import { createHash } from "node:crypto";
import { compareText } from "#shared/domain/text.ts";
import type { RawValue } from "./merged-settings.ts";
import { isSecretName, looksLikeSecret, secretRemoved, withoutUrlSecrets } from "./secret-names.ts";
import { shownText } from "./shown-value.ts";

/** Settings as they stand, fit to be kept: plain values without secrets, sorted by attribute. */
export interface SeenSettings {
  readonly values: Readonly<Record<string, unknown>>;
  /** SHA-256 in hexadecimal; also tells a parameter from an attribute of the same text. */
  readonly fingerprint: string;
}

/** An attribute longer than this (as JSON) is kept as its length and a digest: a DynamoDB item holds 400 KB. */
const longestKept = 8_000;

/** What is recorded of raw settings. A secret written by mistake is neither kept nor part of the fingerprint. */
export function seenSettings(merged: ReadonlyMap<string, RawValue>): SeenSettings {
  const values: [string, unknown][] = [];
  const hash = createHash("sha256");
  for (const [name, raw] of sortedByName(merged)) {
    const value = isSecretName(name) ? secretRemoved : plain(raw.value);
    const json = JSON.stringify(value);
    hash.update(JSON.stringify([name, raw.from, value]));
    values.push([shownText(name), json.length > longestKept ? shortened(json) : value]);
  }
  return { values: Object.fromEntries(values), fingerprint: hash.digest("hex") };
}

/** Tells another text of the same length apart. */
function shortened(json: string): string {
  return `(${json.length} characters, SHA-256 ${createHash("sha256").update(json).digest("hex").slice(0, 12)})`;
}

/** A value that JSON and DynamoDB both keep as it is, without what looks like a secret at any depth. */
function plain(value: unknown): unknown {
  if (typeof value === "string") return looksLikeSecret(value) ? secretRemoved : withoutCredentials(value);
  if (typeof value === "boolean" || value === null) return value;
  if (typeof value === "number") return Number.isFinite(value) ? value : String(value);
  if (typeof value === "bigint") return value.toString();
  if (Array.isArray(value)) return value.map(plain);
  if (value instanceof Uint8Array) return `(${value.length} bytes)`;
  if (value instanceof Set) {
    return [...value].map(plain).sort((left, right) => compareText(JSON.stringify(left), JSON.stringify(right)));
  }
  if (typeof value !== "object") return `(${typeof value})`;
  const entries = sortedByName(Object.entries(value));
  return Object.fromEntries(entries.map(([name, part]) => [name, isSecretName(name) ? secretRemoved : plain(part)]));
}

function sortedByName<Value>(entries: Iterable<readonly [string, Value]>): (readonly [string, Value])[] {
  return [...entries].sort(([left], [right]) => compareText(left, right));
}

/** Only a URL can carry credentials; an e-mail pattern keeps its @. */
function withoutCredentials(text: string): string {
  return /^[a-z][a-z0-9+.-]*:[\\/]/iu.test(text) ? withoutUrlSecrets(text) : text;
}

import { createHash } from "node:crypto";
import { ulidAlphabet, ulidTime } from "#shared/domain/ids.ts";

/**
 * The ULID of a settings change: its time, and instead of chance a digest of what was seen. Two dispatchers that
 * see the same change in the same tick thus write one record.
 */
export function settingsChangeId(at: Date, seen: { readonly fingerprint: string; readonly version: number }): string {
  const digest = createHash("sha256").update(`${seen.version}:${seen.fingerprint}`).digest();
  return ulidTime(at) + Array.from(digest.subarray(0, 16), (byte) => ulidAlphabet.charAt(byte % 32)).join("");
}

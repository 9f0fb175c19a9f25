import { createHash } from "node:crypto";

const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/**
 * The ULID of a settings change: its time, and instead of chance a digest of what was seen. Two dispatchers that
 * see the same change in the same tick thus write one record.
 */
export function settingsChangeId(at: Date, seen: { readonly fingerprint: string; readonly version: number }): string {
  let time = "";
  for (let left = at.getTime(), digit = 0; digit < 10; digit += 1, left = Math.floor(left / 32)) {
    time = alphabet.charAt(left % 32) + time;
  }
  const digest = createHash("sha256").update(`${seen.version}:${seen.fingerprint}`).digest();
  return time + Array.from(digest.subarray(0, 16), (byte) => alphabet.charAt(byte % 32)).join("");
}

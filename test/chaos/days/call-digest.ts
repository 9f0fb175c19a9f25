import { createHash } from "node:crypto";
import type { RosterWrite } from "#test/chaos/world/roster-journal.ts";
import type { OutboundCall } from "#test/chaos/world/wire.ts";

/** A fingerprint of all that a simulation sent and wrote, in order: two plays of one seed have the same. */
export class CallDigest {
  readonly #hash = createHash("sha256");

  calls(calls: readonly OutboundCall[]): void {
    for (const { id, name, sentAt, answeredAt, fault } of calls) {
      this.#hash.update(JSON.stringify([id, name, sentAt, answeredAt, fault]));
    }
  }

  writes(writes: readonly RosterWrite[]): void {
    for (const { userId, before, after } of writes) this.#hash.update(JSON.stringify([userId, before, after]));
  }

  end(): string {
    return this.#hash.digest("hex");
  }
}

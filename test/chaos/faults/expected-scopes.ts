import type { OutboundCall } from "#test/chaos/world/wire.ts";
import type { ExpectedEnd } from "./expected-end.ts";
import type { FaultCase } from "./fault-case.ts";
import { subAccountIds } from "./site.ts";

/** Scopes that a run could not read. */
export interface UnreadScopes {
  readonly first: ReadonlySet<string>;
  /** In the second reading, if there is one. */
  readonly second: ReadonlySet<string>;
}

const allSubAccounts = subAccountIds.map((id) => `sub:${id}`);

/** What a reading that failed for good leaves unread. */
export function expectedScopes(
  { call, name, span }: FaultCase & { readonly kind: "fault" },
  calls: readonly OutboundCall[],
): ExpectedEnd {
  const rosterRead = calls.findIndex((sent) => sent.name === "dynamodb Query user-sync-roster") + 1;
  const [host = ""] = name.split(" ");
  const struck = span === "outage" ? calls.slice(call - 1).filter((sent) => sent.name.startsWith(host)) : [{ name }];
  const numbers = new Map(calls.map((sent, index) => [sent, index + 1]));
  const isFirst = (sent: { readonly name: string }) => (numbers.get(sent as OutboundCall) ?? call) < rosterRead;
  const first = new Set(struck.filter(isFirst).flatMap((sent) => scopesOf(sent.name)));
  const second = new Set(struck.filter((sent) => !isFirst(sent)).flatMap((sent) => scopesOf(sent.name)));
  if (["main", ...allSubAccounts].every((scope) => first.has(scope))) {
    return { kind: "failed", code: "RINGCX_UNAVAILABLE", writes: 0 };
  }
  return { kind: "scopes", unread: { first, second: second.difference(first) } };
}

/** The scopes that rest on an answer. */
function scopesOf(name: string): readonly string[] {
  if (name.startsWith("platform")) return ["ringex"];
  if (name.includes("/token/")) return ["main", ...allSubAccounts];
  if (name.includes("/admin/users/")) return ["main"];
  if (name.endsWith("/subaccounts")) return allSubAccounts;
  const id = name.match(/\/accounts\/(\d+)\/agentGroups/)?.[1];
  return id === undefined ? [] : [`sub:${id}`];
}

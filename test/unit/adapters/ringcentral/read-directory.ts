import { connectRingCentral } from "#shared/adapters/ringcentral/connect-ringcentral.ts";
import { systemClock } from "#shared/adapters/system-clock.ts";
import type { Clock } from "#shared/ports/clock.ts";
import { FakeClaims } from "#test/fakes/fake-claims.ts";
import { FakeRejections } from "#test/fakes/fake-rejections.ts";
import { directorySettings } from "./ringcentral-world.ts";

// A process of its own, whose memory can be measured: reads the directory at a URL and prints its scopes as JSON.
const [baseUrl = "", ...subAccountIds] = process.argv.slice(2);
// Timeouts are for a machine that does nothing else.
const clock: Clock = { ...systemClock, sleep: (ms, signal) => systemClock.sleep(10 * ms, signal) };
const memory = { rejections: new FakeRejections(), claims: new FakeClaims(clock) };
const directory = connectRingCentral({ ...memory, fetch: globalThis.fetch, clock, random: Math.random })({
  settings: directorySettings({ baseUrl, ringCxUrl: baseUrl, mainAccountId: "700", subAccountIds }),
  credentials: { clientSecret: "secret", jwt: "a.b.c" },
  deadline: { remainingMs: () => 120_000 },
});
const { ringCx, ringEx } = await directory.read();
const scopes = [
  ["ringex", ringEx.extensions] as const,
  ...ringCx.subAccounts.map(({ subAccountId, agents }) => [subAccountId, agents] as const),
];
const told = scopes.map(([scope, read]) => [scope, read.kind === "unreadable" ? read.cause : read.kind]);
const { maxRSS } = process.resourceUsage();
console.log(JSON.stringify({ scopes: Object.fromEntries(told), calls: directory.calls(), maxRssMb: maxRSS / 1024 }));

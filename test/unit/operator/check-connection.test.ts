import { beforeEach, describe, expect, test } from "vitest";
import { unseen } from "#shared/domain/schedule/schedule-state.ts";
import { SyncError } from "#shared/domain/sync-error.ts";
import { type Check, checkConnection, firstToAct } from "#shared/operator/check-connection.ts";
import { viewerTurns } from "#shared/tenant/reading-turns.ts";
import { FakeClaims } from "#test/fakes/fake-claims.ts";
import { crew, linked } from "#test/unit/run/crew.ts";
import { secretText, tenant } from "#test/unit/run/sync-world.ts";
import { fiveMinutes, OperatorWorld } from "./operator-world.ts";

let world: OperatorWorld;
beforeEach(() => {
  world = new OperatorWorld(crew(11, 12));
  world.user(linked(11));
});

async function checks(deadline = fiveMinutes): Promise<readonly Check[]> {
  const all: Check[] = [];
  for await (const check of checkConnection({ tenantId: tenant, deadline }, world.operator)) all.push(check);
  return all;
}
const outcomes = async (deadline = fiveMinutes) =>
  (await checks(deadline)).map(({ link, outcome }) => `${link}: ${outcome}`);
const checkOf = async (link: string): Promise<Check> =>
  (await checks()).find((one) => one.link === link) ?? expect.fail(`there is no check of ${link}`);

/** A JWT that ends so many days from now. */
function storeJwt(days: number): void {
  const exp = Math.floor(world.clock.now().getTime() / 1000) + days * 86_400;
  const jwt = `h.${Buffer.from(JSON.stringify({ exp })).toString("base64url")}.s`;
  world.secrets.put(tenant, JSON.stringify({ clientSecret: "Sesame-4711", jwt }));
}

test("a chain that holds is told link by link, with the first run still to come", async () => {
  expect(await outcomes()).toEqual([
    "settings: ok",
    "secret: ok",
    "JWT: ok",
    "login: ok",
    "RingCX: ok",
    "main: ok",
    "sub:701: ok",
    "sub:702: ok",
    "ringex: ok",
    "roster: ok",
    "schedule: warning",
    "last run: warning",
    "alerts: ok",
  ]);
  expect(await checkOf("sub:701")).toMatchObject({ found: "2 people are listed" });
  expect(await checkOf("roster")).toMatchObject({ found: "2 users, 2 of them Active, 1 linked to RingCentral" });
});

test("it logs in once, and changes nothing", async () => {
  await checks();
  expect(world.directory.requests).toHaveLength(1);
  expect(world.roster.applied).toEqual([]);
});

test("a list with records that name nobody is a warning with the count and what it means for a run", async () => {
  world.directory.nameless.set("sub:701", 1);
  expect(await checkOf("sub:701")).toMatchObject({
    outcome: "warning",
    found: "2 people are listed; 1 of its records has no usable id and names nobody",
    next: expect.stringContaining("nobody last seen there is deactivated"),
  });
  expect(await checkOf("sub:702")).toMatchObject({ outcome: "ok" });
});

describe("settings", () => {
  test("that cannot be used are told fault by fault, and RingCentral is not tried", async () => {
    world.change({ clientId: "", defaultActivityId: "99" });
    const all = await checks();
    expect(all.slice(0, 3)).toMatchObject([
      { link: "settings", outcome: "failed", found: expect.stringContaining("clientId"), next: "set clientId" },
      { link: "settings", outcome: "failed", found: expect.stringContaining('"99"'), next: "set defaultActivityId" },
      { link: "RingCentral", outcome: "unknown" },
    ]);
    expect(world.directory.requests).toEqual([]);
  });

  test("beyond their bounds are a warning that says what they count as", async () => {
    world.change({ maxDeactivations: 9000 });
    expect(await checks()).toContainEqual({
      link: "settings",
      outcome: "warning",
      found: "maxDeactivations: 9000 counts as 5000, the largest value allowed",
      next: "set maxDeactivations within its bounds",
    });
  });

  test("that hide a parameter are a warning", async () => {
    world.settings.putParameter(tenant, "clientId", "app-2");
    const [first, second] = await checks();
    expect(first?.outcome).toBe("ok");
    expect(second).toMatchObject({ link: "settings", outcome: "warning", found: expect.stringContaining("clientId") });
  });

  test("without the RingEX check say so", async () => {
    world.change({ ringExCheck: "off" });
    expect(await checkOf("ringex")).toMatchObject({ outcome: "ok", found: "not read: ringExCheck is off" });
  });
});

describe("the secret", () => {
  test.each(["REPLACE_ME", "", "{}", "no JSON"])("%j is missing, and RingCentral is not tried", async (text) => {
    world.secrets.put(tenant, text);
    expect((await outcomes()).slice(1, 3)).toEqual(["secret: failed", "RingCentral: unknown"]);
    expect(world.directory.requests).toEqual([]);
  });

  test.each([
    [-1, "failed"],
    [3, "warning"],
    [100, "ok"],
  ])("with a JWT that ends in %d days is %s", async (days, outcome) => {
    storeJwt(days);
    expect((await checkOf("JWT")).outcome).toBe(outcome);
  });

  test("is repeated nowhere", async () => {
    world.directory.failure = new SyncError("RINGCENTRAL_REJECTED", "It said no.");
    expect(JSON.stringify(await checks())).not.toMatch(/Sesame/);
    expect(secretText).toMatch(/Sesame/);
  });
});

describe("RingCentral", () => {
  test("is not asked while a run goes on, since both count against one limit", async () => {
    let during: readonly string[] = [];
    world.roster.list = async () => {
      world.roster.list = async () => [];
      during = await outcomes();
      return [];
    };
    await world.run();
    expect(during).toContain("RingCentral: unknown");
    expect(during).not.toContain("login: ok");
    expect(world.directory.requests).toHaveLength(1);
  });

  test("is asked for a viewer of the page once in five minutes, whoever asked before", async () => {
    const turns = viewerTurns(new FakeClaims(world.clock));
    await turns.take(tenant);
    world.turns = turns;
    expect(await checkOf("RingCentral")).toMatchObject({ outcome: "unknown", next: "test again after 02:05 UTC" });
    expect(world.directory.requests).toEqual([]);
    await world.clock.advance(300_000);
    expect(await outcomes()).toContain("login: ok");
  });

  test("tells of a refusal until when it is remembered, and of a correction that there was one", async () => {
    const details = { errorCode: "OAU-146", retryAt: "2026-03-02T02:15:00.000Z" };
    world.directory.failure = new SyncError("RINGCENTRAL_REJECTED", "It said no.", { details });
    expect(await checkOf("login")).toMatchObject({ outcome: "failed", retryAt: details.retryAt });
    const request = { tenantId: tenant, deadline: fiveMinutes, occasion: { kind: "press-again" } } as const;
    for await (const _ of checkConnection(request, world.operator));
    expect(world.directory.requests.map(({ occasion }) => occasion?.kind)).toEqual(["press", "press-again"]);
  });

  test("is asked when the lease of a killed run is over", async () => {
    const until = new Date(world.clock.now().getTime() - 1).toISOString();
    world.leases.read = async () => ({
      ...{ runId: (await world.run()).runId, since: until, until },
      progress: { phase: "reading", done: 0, total: 0 },
      unclosed: [],
    });
    expect(await outcomes()).toContain("login: ok");
  });

  test.each([
    ["RINGCENTRAL_REJECTED", ["login: failed", "RingCX: unknown"], /Do not try again unchanged/],
    ["RINGCENTRAL_UNAVAILABLE", ["login: failed", "RingCX: unknown"], /try again/],
    ["RINGCX_REJECTED", ["login: ok", "RingCX: failed"], /WFO_ACCESS/],
    ["RINGCX_UNAVAILABLE", ["login: ok", "RingCX: failed"], /try again/],
  ] as const)("that fails with %s is told at the right link, with what to do", async (code, links, next) => {
    world.directory.failure = new SyncError(code, "It said no.");
    const all = await checks();
    expect(all.slice(3, 5).map(({ link, outcome }) => `${link}: ${outcome}`)).toEqual(links);
    const failed = all.find(({ outcome }) => outcome === "failed");
    expect(failed).toMatchObject({ found: "It said no.", next: expect.stringMatching(next) });
    expect(all.slice(-2).map(({ link }) => link)).toEqual(["last run", "alerts"]);
  });

  test("that refuses with an advice is told with that advice, once", async () => {
    const advice = "Allow the JWT auth flow for the app.";
    world.directory.failure = new SyncError("RINGCENTRAL_REJECTED", `It said OAU-251. ${advice}`, {
      details: { advice },
    });
    expect(await checkOf("login")).toMatchObject({ outcome: "failed", found: "It said OAU-251.", next: advice });
  });

  test("that takes too long is no fault of the chain", async () => {
    const all = await checks({ remainingMs: () => 0 });
    expect(all.find(({ link }) => link === "lists")).toMatchObject({ outcome: "unknown", next: expect.any(String) });
    expect(all.filter(({ outcome }) => outcome === "failed")).toEqual([]);
  });

  test("with a list that is refused names the permission", async () => {
    world.directory.unreadable.set("ringex", { cause: "it answered 403", advice: "Give the user ReadExtensions." });
    expect(await checkOf("ringex")).toEqual({
      ...{ link: "ringex", outcome: "failed", found: "it answered 403" },
      next: "Give the user ReadExtensions.",
    });
  });

  test.each([
    ["main", /mainAccountId/],
    ["sub:701", /subAccountIds/],
    ["ringex", /in a few minutes; if it fails again, see status\.ringcentral\.com$/],
  ] as const)("with a list %s that fails otherwise says what to look at", async (scope, next) => {
    world.directory.unreadable.set(scope, { cause: "it answered 404" });
    expect(await checkOf(scope)).toMatchObject({ outcome: "failed", next: expect.stringMatching(next) });
    expect(firstToAct(await checks())?.link).toBe(scope);
  });

  test("and a fault of the program itself are told apart", async () => {
    world.directory.failure = new TypeError("x is not a function");
    await expect(checks()).rejects.toThrow(TypeError);
  });
});

describe("the last run", () => {
  test("that succeeded is ok", async () => {
    const run = await world.run();
    expect(await checkOf("last run")).toMatchObject({ outcome: "ok", found: expect.stringContaining(run.runId) });
  });

  test("that failed is told with its reasons", async () => {
    world.directory.failure = new SyncError("RINGCENTRAL_REJECTED", "It said no.");
    await world.run().catch(() => undefined);
    const check = await checkOf("last run");
    expect(check).toMatchObject({ outcome: "failed", found: expect.stringContaining("failed (RINGCENTRAL_REJECTED)") });
  });

  test.each(["partial", "held"] as const)("that ended %s is a warning that names it and what to do", async (status) => {
    const run = await world.run();
    const [last] = await world.operator.history.recentRuns(tenant, 1);
    world.operator.history.recentRuns = async () => [{ ...(last ?? expect.fail("there is no run")), status }];
    expect(await checkOf("last run")).toMatchObject({ outcome: "warning", next: expect.stringContaining(run.runId) });
  });
});

test("an empty roster is a warning", async () => {
  world.roster.list = async () => [];
  expect(await checkOf("roster")).toMatchObject({ outcome: "warning", next: expect.any(String) });
});

test("a run that is planned is told", async () => {
  const state = { version: 0, nextRunAt: "2026-03-03T02:00:00.000Z" };
  world.schedules.readAll = async () => new Map([[tenant, state as never]]);
  expect(await checkOf("schedule")).toMatchObject({ outcome: "ok", found: expect.stringContaining(state.nextRunAt) });
});

describe("the first to act on", () => {
  const ok: Check = { link: "a", outcome: "ok", found: "it holds" };
  const unknown: Check = { link: "b", outcome: "unknown", found: "not tried", next: "try later" };
  const warning: Check = { link: "c", outcome: "warning", found: "it ends soon", next: "renew it" };
  const failed: Check = { link: "d", outcome: "failed", found: "it is broken", next: "mend it" };

  test.each([
    [[ok, unknown, warning, failed], failed],
    [[ok, unknown, warning], warning],
    [[ok, unknown], unknown],
    [[ok], undefined],
  ] as const)("of %j failed first, then warnings, then what is unknown", (all, first) => {
    expect(firstToAct(all)).toBe(first);
  });
});

describe("alerts", () => {
  const alertChecks = async () => (await checks()).filter(({ link }) => link === "alerts");
  const counted = (confirmed: number, pending: number) =>
    world.subscriptions.topics.map((topic) => ({ ...topic, confirmed, pending }));

  test("that somebody hears are ok", async () => {
    world.subscriptions.topics = counted(2, 1);
    expect(await alertChecks()).toEqual([
      { link: "alerts", outcome: "ok", found: "2 subscribed to alarms and alerts" },
    ]);
  });

  test("that nobody is subscribed to are told for each topic, with what to do", async () => {
    world.subscriptions.topics = counted(0, 0);
    const [first, second] = await alertChecks();
    expect(first).toMatchObject({ outcome: "warning", found: "nobody is subscribed to the alert topic" });
    expect(first?.next).toContain("-c alertEmail=");
    expect(second).toMatchObject({ outcome: "warning", found: "nobody is subscribed to the spare topic" });
  });

  test("whose subscriber did not confirm are told as that", async () => {
    const [topic, ...others] = world.subscriptions.topics;
    world.subscriptions.topics = [{ ...topic, confirmed: 0, pending: 1 } as typeof topic & object, ...others];
    expect(await alertChecks()).toMatchObject([
      { outcome: "warning", found: "nobody hears of the alert topic: 1 subscribed and did not confirm it yet" },
    ]);
  });

  test("are unknown where SNS does not say it, or no topic is configured", async () => {
    world.subscriptions.read = async () => {
      throw Object.assign(new Error("arn:aws:iam::1:user/dana"), { name: "AuthorizationError" });
    };
    const [refused] = await alertChecks();
    expect(refused).toMatchObject({ outcome: "unknown", next: expect.stringContaining("sns:GetTopicAttributes") });
    expect(refused?.found).toBe("who is subscribed could not be read (AuthorizationError)");
    world.subscriptions.read = async () => [];
    expect(await alertChecks()).toMatchObject([{ outcome: "unknown", found: "no alert topic is configured" }]);
  });

  test("that SNS has not taken have failed", async () => {
    const untold = [{ code: "SETTINGS_CHANGED", subject: "Changed", message: "Something." }] as const;
    await world.schedules.write(tenant, { ...unseen, untold });
    expect((await alertChecks())[0]).toMatchObject({
      outcome: "failed",
      found: "1 alert could not be sent, and is tried again every minute",
    });
  });
});

import { beforeEach, describe, expect, it } from "vitest";
import type { SyncEvent } from "#shared/domain/run/run.ts";
import { SyncError } from "#shared/domain/sync-error.ts";
import { crew, linked, personOf, range } from "./crew.ts";
import { codesOf, SyncWorld, tenant } from "./sync-world.ts";

let world: SyncWorld;
beforeEach(() => {
  world = new SyncWorld(crew(1, 2));
});

describe("a run that does nothing", () => {
  it("is skipped when the service is disabled and the schedule asks", async () => {
    world.change({ serviceEnabled: false });
    const run = await world.run({ trigger: "schedule", scheduledFor: "2026-03-02T03:00:00.000Z" });
    expect([run.status, run.reasons]).toEqual([
      "skipped",
      [{ code: "SERVICE_DISABLED", message: "serviceEnabled is false" }],
    ]);
    expect(world.directory.requests).toEqual([]);
    expect(await world.history.run(tenant, run.runId)).toEqual(run);
  });

  it("works by hand although the service is disabled", async () => {
    world.change({ serviceEnabled: false });
    expect((await world.run()).status).toBe("succeeded");
  });

  it("is skipped while another run holds the lease, and leaves that lease alone", async () => {
    let other: Awaited<ReturnType<SyncWorld["runNow"]>> | undefined;
    world.roster.beforeWrite = async () => {
      other ??= await world.runNow();
    };
    const run = await world.run();
    expect([other?.status, other?.reasons]).toEqual([
      "skipped",
      [{ code: "RUN_IN_PROGRESS", message: "another run of this tenant is going on" }],
    ]);
    expect([run.status, run.changes.created]).toEqual(["succeeded", 2]);
  });

  const due = "2026-03-02T02:00:00.000Z";
  const scheduled = { trigger: "schedule", scheduledFor: due } as const;

  it("is skipped when the due time was answered by a run that succeeded", async () => {
    await world.run(scheduled);
    const again = await world.run(scheduled);
    expect([again.status, again.reasons]).toEqual([
      "skipped",
      [{ code: "ALREADY_DONE", message: `the run for ${due} has ended already` }],
    ]);
    expect(world.directory.requests).toHaveLength(1);
  });

  it("is skipped when the due time was answered by a held or a partial run", async () => {
    world.directory.unreadable.set("sub:702", { cause: "status 503" });
    expect((await world.run(scheduled)).status).toBe("partial");
    expect(codesOf(await world.run(scheduled))).toEqual(["ALREADY_DONE"]);

    const held = new SyncWorld(crew(...range(1, 10)));
    for (const n of range(1, 20)) held.user(linked(n));
    expect((await held.run(scheduled)).status).toBe("held");
    expect(codesOf(await held.run(scheduled))).toEqual(["ALREADY_DONE"]);
  });

  it("goes on when the run for the due time failed or ran out of time", async () => {
    world.directory.failure = new SyncError("RINGCX_UNAVAILABLE", "RingCX does not answer");
    expect((await world.run(scheduled)).status).toBe("failed");
    world.directory.failure = undefined;
    let left = 1;
    const short = await world.run(scheduled, { remainingMs: () => left-- });
    expect([short.status, codesOf(short)]).toEqual(["partial", ["OUT_OF_TIME"]]);
    expect((await world.run(scheduled)).status).toBe("succeeded");
  });

  it.each<[string, Partial<SyncEvent>]>([
    ["run by hand", { trigger: "manual" }],
    ["dry run", { mode: "plan" }],
  ])("goes on when a %s named the due time, which answers nothing", async (_name, other) => {
    expect((await world.run({ ...scheduled, ...other })).status).toBe("succeeded");
    expect((await world.run(scheduled)).status).toBe("succeeded");
    expect(codesOf(await world.run(scheduled))).toEqual(["ALREADY_DONE"]);
  });

  it("is skipped when a tick that was ahead of the clock has had it answered", async () => {
    const scheduledFor = new Date(world.clock.now().getTime() + 5 * 60_000).toISOString();
    expect((await world.runNow({ ...scheduled, scheduledFor })).status).toBe("succeeded");
    expect(codesOf(await world.runNow({ ...scheduled, scheduledFor }))).toEqual(["ALREADY_DONE"]);
  });

  it("does not take another due time for answered, nor a run by hand for the answer", async () => {
    await world.run();
    expect((await world.run(scheduled)).status).toBe("succeeded");
    expect((await world.run({ ...scheduled, scheduledFor: "2026-03-03T02:00:00.000Z" })).status).toBe("succeeded");
  });
});

describe("a run that fails", () => {
  it("names every fault of the settings, touches nothing and tells somebody", async () => {
    world.change({ clientId: undefined, mode: "fast", maxDeactivations: "many" });
    const run = await world.run();
    expect([run.status, codesOf(run)]).toEqual(["failed", ["SETTINGS_INVALID"]]);
    expect(run.reasons[0]?.message).toContain("the settings of tenant default");
    for (const attribute of ["clientId", "mode", "maxDeactivations"])
      expect(run.reasons[0]?.message).toContain(attribute);
    expect([world.directory.requests, world.roster.applied]).toEqual([[], []]);
    expect(world.alerts.sent.map(({ code }) => code)).toEqual(["SETTINGS_INVALID"]);
  });

  it("checks what the settings refer to before it logs in", async () => {
    world.change({ defaultActivityId: "99", realtimeDataSourceId: "98", impersonatedUserId: "97" });
    const run = await world.run();
    expect(codesOf(run)).toEqual(["SETTINGS_INVALID"]);
    for (const id of ["99", "98", "97"]) expect(run.reasons[0]?.message).toContain(`"${id}"`);
    expect(world.directory.requests).toEqual([]);
  });

  it.each([undefined, "REPLACE_ME", '{"clientSecret":"","jwt":"REPLACE_ME"}', "no json"])(
    "says that the secret %s is none",
    async (text) => {
      world.secrets.put(tenant, text ?? "");
      const run = await world.run();
      expect([run.status, codesOf(run)]).toEqual(["failed", ["SECRETS_MISSING"]]);
      expect(run.reasons[0]?.message).toContain("user-sync/test/default");
      expect(world.directory.requests).toEqual([]);
    },
  );

  it.each(["RINGCENTRAL_REJECTED", "RINGCENTRAL_UNAVAILABLE", "RINGCX_REJECTED", "RINGCX_UNAVAILABLE"] as const)(
    "passes on why the directory could not be read: %s",
    async (code) => {
      world.user(linked(3));
      world.directory.failure = new SyncError(code, "no luck", { details: { status: 400 } });
      const run = await world.run();
      expect(run).toMatchObject({
        status: "failed",
        reasons: [{ code, message: "no luck", details: { status: 400 } }],
      });
      expect(world.roster.applied).toEqual([]);
      expect(await world.history.run(tenant, run.runId)).toEqual(run);
      expect(world.telemetry.notes).toEqual([]);
    },
  );

  it("is INTERNAL for what nobody expected, without the text of the error", async () => {
    world.directory.failure = new TypeError(`cannot read ${personOf(1).email}`);
    const run = await world.run();
    expect([run.status, codesOf(run)]).toEqual(["failed", ["INTERNAL"]]);
    expect(JSON.stringify([run, world.telemetry.notes])).not.toContain("crew.example");
    const [fault] = world.telemetry.notes.filter(({ message }) => message === "sync.fault");
    expect(fault).toMatchObject({ level: "error", facts: { run_id: run.runId, error: "TypeError" } });
    expect(fault?.facts.frames).toContainEqual(expect.stringContaining("run-status.test.ts"));
  });

  it("gives the lease back, so that the next run needs not wait", async () => {
    world.directory.failure = new SyncError("RINGCX_UNAVAILABLE", "no luck");
    await world.run();
    world.directory.failure = undefined;
    expect((await world.runNow()).status).toBe("succeeded");
  });
});

describe("the status of a run", () => {
  it("is partial when a scope was unreadable, and says which and why", async () => {
    world.directory.unreadable.set("sub:702", { cause: "status 403", missingPermission: "WFO_ACCESS" });
    const run = await world.run();
    expect(run).toMatchObject({ status: "partial", changes: { created: 2 } });
    expect(run.reasons).toMatchObject([
      {
        code: "SCOPE_UNREADABLE",
        details: { scope: "sub:702", cause: "status 403", missingPermission: "WFO_ACCESS" },
      },
    ]);
    expect(world.telemetry.runs.at(-1)?.metrics.scopesUnreadable).toBe(1);
  });

  it("has a record that fits into one item however many scopes were unreadable", async () => {
    const ids = range(1001, 1200).map(String);
    world.directory.organisation = { ...world.directory.organisation, subAccounts: {} };
    world.change({ subAccountIds: ids });
    for (const id of ids) {
      world.directory.unreadable.set(`sub:${id}`, {
        cause: "answered 403.".padStart(120),
        missingPermission: "W".repeat(100),
      });
    }
    const run = await world.run();
    expect(run.status).toBe("partial");
    expect(Buffer.byteLength(JSON.stringify(run))).toBeLessThan(200_000);
    expect(run.reasons.at(-1)).toMatchObject({ code: "SCOPE_UNREADABLE", details: { scopes: { length: 1100 } } });
  });

  it("is held although a scope was unreadable and a change failed: the worst wins", async () => {
    for (const n of range(1, 20)) world.user(linked(n));
    world.directory.organisation = crew(1, 2, 33);
    world.directory.unreadable.set("sub:702", { cause: "status 500" });
    world.roster.beforeWrite = () => {
      throw new Error("no");
    };
    const run = await world.run();
    expect(run.status).toBe("held");
    expect(codesOf(run).sort()).toEqual(["CHANGE_FAILED", "DEACTIVATIONS_HELD", "SCOPE_UNREADABLE"]);
  });

  it("says what a setting beyond its bound counts as, and succeeds", async () => {
    world.change({ maxDeactivations: 0, maxCreateShare: 50 });
    const run = await world.run();
    expect([run.status, codesOf(run)]).toEqual(["succeeded", ["SETTING_BOUNDED"]]);
    expect(run.reasons[0]?.details).toEqual({ attributes: ["maxDeactivations", "maxCreateShare"] });
  });

  it("says which SSM parameter the item hides, and succeeds", async () => {
    world.settings.putParameter(tenant, "clientId", "app-2");
    const run = await world.run();
    expect([run.status, codesOf(run)]).toEqual(["succeeded", ["SETTING_SHADOWED"]]);
    expect(run.reasons[0]?.message).toContain("clientId");
  });
});

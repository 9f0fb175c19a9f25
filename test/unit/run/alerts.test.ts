import { beforeEach, describe, expect, it } from "vitest";
import { SyncError } from "#shared/domain/sync-error.ts";
import { administrator, crew, linked, personOf, range, seat } from "./crew.ts";
import { codesOf, SyncWorld, tenant } from "./sync-world.ts";

const dayMs = 86_400_000;
let world: SyncWorld;
beforeEach(() => {
  world = new SyncWorld(crew(1, 2));
});

/** One run a day; the codes of the alerts of each day. */
async function nights(count: number): Promise<string[][]> {
  const told: string[][] = [];
  for (let night = 0; night < count; night += 1) {
    const before = world.alerts.sent.length;
    await world.runNow();
    told.push(world.alerts.sent.slice(before).map(({ code }) => code));
    await world.clock.advance(dayMs);
  }
  return told;
}

/** A run that applies its changes, and of which nothing is answered any more before it says a word. */
async function killed(): Promise<void> {
  let isDead = false;
  const mortal = <Port extends object>(port: Port): Port =>
    new Proxy(port, {
      get: (target, name) => {
        isDead ||= name === "notices";
        const method = Reflect.get(target, name) as (...args: unknown[]) => unknown;
        return isDead ? () => new Promise(() => undefined) : method.bind(target);
      },
    });
  void world.runNow({}, { ports: { history: mortal(world.history), leases: mortal(world.leases) } });
  for (let turn = 0; turn < 6; turn += 1) await world.clock.settle();
  await world.clock.advance(dayMs);
}

function jwtThatEndsIn(days: number): string {
  const exp = world.clock.now().getTime() / 1000 + days * 86_400;
  const claims = Buffer.from(JSON.stringify({ exp })).toString("base64url");
  return JSON.stringify({ clientSecret: "secret", jwt: `header.${claims}.signature` });
}

describe("what was held", () => {
  beforeEach(() => {
    for (const n of range(1, 20)) world.user(linked(n));
  });

  it("is alerted when it is new, then weekly", async () => {
    const told = await nights(9);
    expect(told).toEqual([["DEACTIVATIONS_HELD"], ...Array(6).fill([]), ["STILL_WAITING"], []]);
  });

  it("is alerted again when the list is another one", async () => {
    await nights(2);
    world.directory.organisation = crew(1);
    expect((await nights(2)).map(({ length }) => length)).toEqual([1, 0]);
  });

  it("is alerted again when it comes back after it was gone", async () => {
    await nights(1);
    world.directory.organisation = crew(...range(1, 20));
    expect(await nights(1)).toEqual([[]]);
    world.directory.organisation = crew(1, 2);
    expect(await nights(1)).toEqual([["DEACTIVATIONS_HELD"]]);
  });

  it("says which command shows the people and which approves them", async () => {
    const { runId } = await world.run();
    const [alert] = world.alerts.sent;
    expect(alert).toMatchObject({ tenantId: tenant, runId });
    expect(alert?.message).toContain(`show ${runId}`);
    expect(alert?.message).toContain(`approve ${runId}`);
    expect(alert?.subject).toMatch(/^[ -~]{1,99}$/);
  });

  it("is not alerted before it is on record, and is by the run that puts it there", async () => {
    let fails = true;
    world.history.beforeWriteChanges = () => {
      if (fails) throw new Error("no capacity");
    };
    expect((await world.run()).status).toBe("failed");
    expect(world.alerts.sent).toEqual([]);
    fails = false;
    expect((await world.run()).status).toBe("held");
    expect(world.alerts.sent.map(({ code }) => code)).toEqual(["DEACTIVATIONS_HELD"]);
  });

  it("is not alerted by a dry run, which does not count as having told either", async () => {
    await world.run({ mode: "plan" });
    expect(world.alerts.sent).toEqual([]);
    expect(await nights(1)).toEqual([["DEACTIVATIONS_HELD"]]);
  });
});

describe("a conflict", () => {
  beforeEach(() => {
    world.directory.organisation = {
      ...crew(1, 2),
      subAccounts: { "701": [seat(1), seat(2, { firstName: "", lastName: "" })], "702": [] },
    };
  });

  it("is alerted when it is new, then weekly, not every night", async () => {
    expect(await nights(10)).toEqual([["CONFLICT"], ...Array(6).fill([]), ["STILL_WAITING"], [], []]);
  });

  it("is alerted beside an old one when another is new", async () => {
    await nights(1);
    world.directory.organisation = {
      ...world.directory.organisation,
      subAccounts: { "701": [2, 3].map((n) => seat(n, { firstName: "", lastName: "" })), "702": [] },
    };
    expect(await nights(2)).toEqual([["CONFLICT"], []]);
    expect(world.alerts.sent.at(-1)?.message).toContain("rc:3");
    expect(world.alerts.sent.at(-1)?.message).not.toContain("rc:2");
  });

  it("is not forgotten by a run that failed", async () => {
    await nights(1);
    world.directory.failure = new SyncError("RINGCX_UNAVAILABLE", "no luck");
    await nights(1);
    world.directory.failure = undefined;
    expect(await nights(1)).toEqual([[]]);
  });
});

describe("a protected user who is gone", () => {
  it("is reported at once and then weekly, and never changed", async () => {
    world.change({ protectedUserIds: ["rc-7"] });
    world.user(linked(7));
    expect(await nights(9)).toEqual([["PROTECTED_ABSENT"], ...Array(6).fill([]), ["STILL_WAITING"], []]);
    expect(world.stored("rc-7")).toMatchObject({ status: "Active", version: 1 });
    const run = await world.run();
    expect([run.status, codesOf(run)]).toEqual(["succeeded", ["PROTECTED_ABSENT"]]);
    expect(run.reasons[0]?.details).toEqual({ userIds: ["rc-7"] });
  });
});

describe("who becomes Administrator", () => {
  it("is told at once by the run that did it, with the id and no name", async () => {
    await nights(1);
    world.directory.organisation = { ...crew(1, 2), administrators: [administrator(2)] };
    expect(await nights(2)).toEqual([["NEW_ADMINISTRATORS"], []]);
    const { message } = world.alerts.sent.at(-1) ?? {};
    expect(message).toContain("Administrator: rc-2.");
    expect(message).not.toContain(personOf(2).lastName);
  });

  it("is told by the next run where SNS has not taken it, and once", async () => {
    world.directory.organisation = { ...crew(1, 2), administrators: [administrator(2)] };
    world.alerts.answer = "not sent";
    expect(await nights(3)).toEqual([[], [], []]);
    expect(world.telemetry.runs.map(({ metrics }) => metrics.alertsNotSent)).toEqual([1, 1, 1]);
    world.alerts.answer = "sent";
    expect(await nights(2)).toEqual([["NEW_ADMINISTRATORS"], []]);
    expect(world.alerts.sent[0]?.message).toContain(`show ${world.runIds[0]}`);
  });

  it("by a run that was killed before it could tell is told by the next one, even after a dry run", async () => {
    world.directory.organisation = { ...crew(1, 2), administrators: [administrator(2)] };
    await killed();
    expect(world.stored("rc-2")).toMatchObject({ role: "Administrator" });
    expect(world.alerts.sent).toEqual([]);
    await world.run({ mode: "plan" });
    expect(world.alerts.sent).toEqual([]);
    await world.run();
    expect(world.alerts.sent.map(({ code }) => code)).toEqual(["NEW_ADMINISTRATORS"]);
    expect(world.alerts.sent[0]?.message).toContain(`show ${world.runIds[0]}`);
    expect(await nights(1)).toEqual([[]]);
  });
});

describe("a user made by hand", () => {
  beforeEach(async () => {
    world.user({ userId: "u-1", ...personOf(1) });
    await world.settledIn();
  });

  it("who is linked is told at once, and not a former user of the sync", async () => {
    world.user({ userId: "u-2", ...personOf(2), formerSourceId: "rc:1234" });
    expect(await nights(2)).toEqual([["USERS_LINKED"], []]);
    expect(world.stored("u-2")).toMatchObject({ sourceId: "rc:2" });
    expect(world.alerts.sent[0]?.message).toContain("RingCentral now: u-1.");
  });

  it("whom a killed run has linked is told by the next one", async () => {
    await killed();
    expect(await nights(2)).toEqual([["USERS_LINKED"], []]);
  });
});

describe("a service that is enabled", () => {
  it.each([
    ["mode", { mode: "plan" }],
    ["pilotPeople", { pilotPeople: ["rc:1"] }],
  ])("and kept back by %s is told of weekly, as long as it is enabled", async (name, restraint) => {
    world.change(restraint);
    const told = await nights(15);
    expect(told.map(({ length }) => length)).toEqual([...Array(7).fill(0), 1, ...Array(6).fill(0), 1]);
    expect(told.flat()).toEqual(["STILL_WAITING", "STILL_WAITING"]);
    expect(world.alerts.sent[0]?.message).toContain(name);
    world.change({ ...restraint, serviceEnabled: false });
    expect((await nights(9)).flat()).toEqual([]);
  });
});

describe("the JWT in the secret", () => {
  it("is a metric when it says when it ends", async () => {
    world.secrets.put(tenant, jwtThatEndsIn(100));
    const run = await world.runNow();
    expect([run.status, run.reasons]).toEqual(["succeeded", []]);
    expect(world.telemetry.runs.at(-1)?.metrics.jwtDaysLeft).toBe(100);
  });

  it("is no metric when it does not say", async () => {
    await world.run();
    expect(world.telemetry.runs.at(-1)?.metrics).not.toHaveProperty("jwtDaysLeft");
  });

  it("is alerted with fewer than 14 days left, then weekly", async () => {
    world.secrets.put(tenant, jwtThatEndsIn(15.5));
    expect((await nights(10)).map(({ length }) => length)).toEqual([0, 0, 1, 0, 0, 0, 0, 0, 0, 1]);
    const run = await world.runNow();
    expect([run.status, codesOf(run)]).toEqual(["succeeded", ["JWT_EXPIRING"]]);
  });

  it("is alerted as expired, beside the failure that follows", async () => {
    world.secrets.put(tenant, jwtThatEndsIn(-2));
    const run = await world.runNow();
    expect(codesOf(run)).toEqual(["JWT_EXPIRING", "SECRETS_MISSING"]);
    expect(run.reasons[0]?.message).toContain("has expired");
    expect(world.alerts.sent.map(({ code }) => code).sort()).toEqual(["JWT_EXPIRING", "SECRETS_MISSING"]);
    expect(world.directory.requests).toEqual([]);
  });
});

describe("partial runs", () => {
  it("are counted in a row", async () => {
    const inARow = () => world.telemetry.runs.at(-1)?.metrics.partialRunsInARow;
    world.directory.unreadable.set("sub:702", { cause: "status 500" });
    await nights(3);
    expect(inARow()).toBe(3);
    world.directory.failure = new SyncError("RINGCX_UNAVAILABLE", "no luck");
    await nights(1);
    expect(inARow()).toBe(3);
    world.directory.failure = undefined;
    await nights(1);
    expect(inARow()).toBe(4);
    world.directory.unreadable.clear();
    await nights(1);
    expect(inARow()).toBe(0);
  });
});

describe("every run", () => {
  it("is told of exactly once, whatever its end", async () => {
    await world.run();
    await world.run({ mode: "plan" });
    world.directory.failure = new SyncError("RINGCX_UNAVAILABLE", "no luck");
    await world.run();
    world.change({ serviceEnabled: false });
    await world.run({ trigger: "schedule" });
    expect(world.telemetry.runs.map(({ run }) => run.status)).toEqual(["succeeded", "succeeded", "failed", "skipped"]);
    expect(world.telemetry.runs.map(({ run }) => run.runId)).toEqual(world.runIds);
  });

  it("is told of although its record cannot be written", async () => {
    const finishRun = world.history.finishRun.bind(world.history);
    world.history.finishRun = () => Promise.reject(new Error("down"));
    const run = await world.run();
    expect(run.status).toBe("failed");
    expect(world.telemetry.runs).toMatchObject([{ run: { status: "failed" } }]);

    world.history.finishRun = finishRun;
    await world.run();
    expect(await world.history.run(tenant, run.runId)).toMatchObject({
      status: "failed",
      finishedAt: expect.any(String),
    });
  });
});

describe("a failure that only a person can heal", () => {
  it("is alerted even when what was told before cannot be read, since dispatch takes it for told", async () => {
    world.secrets.put(tenant, "{}");
    world.history.notices = () => Promise.reject(new Error("The database does not answer."));
    const { status, reasons } = await world.run();
    expect({ status, codes: reasons.map(({ code }) => code) }).toEqual({
      status: "failed",
      codes: ["SECRETS_MISSING", "INTERNAL"],
    });
    expect(world.alerts.sent.map(({ code }) => code)).toEqual(["SECRETS_MISSING"]);
  });

  it("is alerted once when what was told cannot be written down", async () => {
    world.secrets.put(tenant, "{}");
    world.history.finishRun = () => Promise.reject(new Error("The database does not answer."));
    await world.run();
    expect(world.alerts.sent.map(({ code }) => code)).toEqual(["SECRETS_MISSING"]);
  });
});

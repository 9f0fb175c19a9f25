import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import {
  forgetSchema,
  organizationSchema,
  rosterSchema,
  rosterUserSchema,
  storiesSchema,
  unitSchema,
} from "./schemas.ts";
import { Stage, type StagedTenant } from "./stage.ts";
import { keys } from "./terminal.ts";

let stage: Stage;
let tenant: StagedTenant;
let count = 0;
let agentId: string;
beforeAll(async () => {
  stage = await Stage.start();
});
beforeEach(async () => {
  count += 1;
  tenant = await stage.tenant(`people-${count}`, { deactivationFloor: 1 });
  agentId = `rc-${tenant.people.agent.rcUserId}`;
});
afterAll(() => stage.close());

async function explained(who: string): Promise<string> {
  const { stdout, code } = await tenant.run(["explain", who]);
  expect(code).toBe(0);
  return stdout;
}

describe("explain", () => {
  it.each([
    ["e-mail", () => "JOSE@aurelia.example"],
    ["user id", () => agentId],
    ["source id", () => `rc:${tenant.people.agent.rcUserId}`],
    ["RingCentral id", () => String(tenant.people.agent.rcUserId)],
    ["part of a name", () => "garcía már"],
  ])("finds a person by %s", async (_, who) => {
    await tenant.syncOnce();
    const told = await explained(who());
    expect(told).toContain("José García Márquez\n");
    expect(told).toMatch(/in scope +yes: active agent/);
    expect(told).toMatch(/next run +nothing: the roster is as it should be/);
  });

  it("says in a terminal which limit it waits for, and for how long", async () => {
    const fault = { kind: "status", status: 429, retryAfterSeconds: 6 } as const;
    tenant.ringCentral.faults.add({ when: "/restapi/oauth/token", fault, times: 1 });
    const terminal = tenant.terminal(["explain", "jose@aurelia.example"]);
    await terminal.waitFor("waiting for RingCentral's sign-in limit, 6 s");
    await terminal.waitFor("in scope");
    expect(await terminal.ended()).toBe(0);
  });

  it("tells the past newest first, with run and who asked for it", async () => {
    const first = await tenant.syncOnce();
    tenant.organisation.rename(tenant.people.agent, { lastName: "Petrović" });
    await tenant.run(["run", "--wait"]);
    const told = await explained(agentId);
    const update = told.indexOf("update (applied): lastName: García Márquez -> Petrović");
    expect(update).toBeGreaterThan(0);
    expect(told.indexOf("create (applied): José García Márquez, Agent")).toBeGreaterThan(update);
    expect(told).toContain(`run ${first.runId} (manual, says: sandbox), in the name of sync-service`);
    expect(told).toContain(" (manual, says: sandbox), in the name of sync-service");
    const { found, stories } = storiesSchema.parse(await tenant.json(["explain", agentId]));
    expect([found, stories[0]?.past.map(({ record }) => record.kind)]).toEqual([1, ["update", "create"]]);
  });

  it("says why somebody is out of scope, and what the next run would do", async () => {
    await tenant.syncOnce();
    tenant.organisation.leave(tenant.people.agent, "extension-disabled");
    const told = await explained(agentId);
    expect(told).toMatch(/ringex .* is Disabled/);
    expect(told).toMatch(/in scope +no: /);
    expect(told).toMatch(/next run +deactivate: status: Active -> Inactive/);
  });

  it("says that a change waits for an approval", async () => {
    await tenant.syncOnce();
    tenant.organisation.leave(tenant.people.agent);
    tenant.organisation.leave(tenant.people.supervisor);
    await tenant.syncOnce();
    const told = await explained(agentId);
    expect(told).toMatch(/next run +held for approval: deactivate/);
    expect(told).toContain("last seen here, not listed now");
  });

  it("says why a conflict leaves somebody as they are", async () => {
    await tenant.put("roster", {
      ...{ userId: "other", firstName: "Somebody", lastName: "Else", email: "jose@aurelia.example" },
      ...{ role: "Agent", status: "Active", version: 1 },
    });
    const told = await explained("jose@aurelia.example");
    expect(told).toMatch(/next run +left as it is, somebody has to look: /);
  });

  it("says who is left alone, and why", async () => {
    await tenant.setUp({ ignoredPeople: "jose@aurelia.example" });
    expect(await explained("jose@aurelia.example")).toMatch(/left alone +\S/);
  });

  it("tells what the roster and the history know while a run is going on, and asks RingCentral nothing", async () => {
    await tenant.syncOnce();
    const runId = "01JZZZZZZZZZZZZZZZZZZZZZZZ";
    const until = new Date(Date.now() + 60_000).toISOString();
    const progress = { phase: "reading", done: 0, total: 0 };
    await tenant.put("history", { entry: "lease", runId, since: until, until, progress });
    const before = tenant.ringCentral.requests.length;
    const told = await explained(agentId);
    expect(told).toMatch(new RegExp(`next run +RingCentral was not read: run ${runId} is going on; try again at `));
    expect(told).toContain("create (applied)");
    const { stories, notRead } = storiesSchema.parse(await tenant.json(["explain", agentId]));
    expect(notRead).toEqual({ cause: `run ${runId} is going on`, retryAt: until });
    expect(stories[0]?.next).toEqual({ kind: "not-read", notRead });
    expect(tenant.ringCentral.requests).toHaveLength(before);
  });

  it("tells them with faulty settings, and while RingCentral is down", async () => {
    await tenant.syncOnce();
    await tenant.setUp({ mode: "maybe" });
    expect(await explained(agentId)).toMatch(
      /next run +RingCentral was not read: the settings cannot be used: mode\.\n/,
    );
    await tenant.setUp({});
    tenant.storeSecret(JSON.stringify({ clientSecret: stage.secret("an-old-client-secret"), jwt: "x.y.z" }));
    expect(await explained(agentId)).toMatch(/next run +RingCentral was not read: RINGCENTRAL_REJECTED: /);
  });

  it("ends with 1 for nobody, and with 2 for wrong input", async () => {
    const { code, stdout } = await tenant.run(["explain", "nobody@elsewhere.example"]);
    expect([code, stdout]).toEqual([1, "No match, neither in RingCentral nor in the roster.\n"]);
    expect((await tenant.run(["explain"])).code).toBe(2);
    const late = await tenant.run(["explain", agentId, "--minutes", "0"]);
    expect([late.code, late.stderr]).toEqual([2, expect.stringContaining("expected a whole number from 1 to 60")]);
  });

  it("shows hostile names without what would move the cursor or turn the text", async () => {
    const firstName = "\u001b[2JEve\u202e\u0007\u009b31m";
    tenant.organisation.rename(tenant.people.agent, {
      firstName,
      lastName: "x".repeat(4_000),
      email: "eve@aurelia.example",
    });
    await tenant.syncOnce();
    for (const args of [["explain", "eve@aurelia.example"], ["roster", "list"], ["plan"]]) {
      const terminal = tenant.terminal(args, { environment: { NO_COLOR: "1", TERM: "dumb" } });
      expect(await terminal.ended()).toBe(0);
      expect(terminal.raw.replaceAll("\r\n", "\n")).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}]/u);
      const { stdout } = await tenant.run([...args, "--json"]);
      expect(stdout).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}]/u);
    }
  });
});

describe("forget", () => {
  it("takes names and e-mail out of the history, keeps ids and events, and records that it was done", async () => {
    await tenant.syncOnce();
    tenant.organisation.rename(tenant.people.agent, { lastName: "Petrović" });
    await tenant.syncOnce();
    const terminal = tenant.terminal(["forget", "jose@aurelia.example"]);
    await terminal.waitFor(`Forget ${agentId} in the whole history? This cannot be undone.`);
    terminal.type("y");
    await terminal.waitFor(`2 change records of ${agentId} hold no name and no e-mail any more. It is on record.`);
    expect(await terminal.ended()).toBe(0);
    const history = await tenant.all("history");
    const about = history.filter(({ userId, entry }) => userId === agentId && String(entry).startsWith("change#"));
    expect(about.map(({ kind, outcome }) => [kind, outcome])).toEqual([
      ["create", "applied"],
      ["update", "applied"],
    ]);
    expect(JSON.stringify(about)).not.toMatch(/José|García|Petrović|jose@/);
    expect(JSON.stringify(history)).toContain('"by":"sandbox"');
    expect(JSON.stringify(history)).toContain("Róisín");
    expect(forgetSchema.parse(await tenant.json(["forget", agentId, "--yes"]))).toEqual({
      userId: agentId,
      records: 0,
    });
  });

  it("changes nothing after no, and nothing unasked", async () => {
    await tenant.syncOnce();
    const before = await tenant.all("history");
    const terminal = tenant.terminal(["forget", agentId]);
    await terminal.waitFor("This cannot be undone.");
    terminal.type(keys.ctrlC);
    expect(await terminal.ended()).toBe(130);
    const piped = await tenant.run(["forget", agentId]);
    expect([piped.code, piped.stderr]).toEqual([2, expect.stringContaining("add --yes")]);
    const unknown = await tenant.run(["forget", "nobody@elsewhere.example", "--yes"]);
    expect([unknown.code, unknown.stderr]).toEqual([2, expect.stringContaining("No roster user has this e-mail")]);
    expect(await tenant.all("history")).toEqual(before);
    expect((await tenant.run(["forget"])).code).toBe(2);
  });
});

describe("roster", () => {
  it("lists every user, or those of one status", async () => {
    await tenant.syncOnce();
    const { stdout } = await tenant.run(["roster", "list"]);
    expect(stdout).toContain("sync-service");
    expect(stdout).toContain("made by hand");
    expect(stdout).toMatch(/5 users\n$/);
    expect(rosterSchema.parse(await tenant.json(["roster", "list", "--status", "Inactive"]))).toEqual([]);
    const wrong = await tenant.run(["roster", "list", "--status", "Gone"]);
    expect([wrong.code, wrong.stderr]).toEqual([2, expect.stringContaining("Allowed choices are Active, Inactive")]);
  });

  it("exports CSV", async () => {
    await tenant.syncOnce();
    const { stdout, code } = await tenant.run(["roster", "export", "--csv"]);
    expect(code).toBe(0);
    expect(stdout.split("\r\n")).toHaveLength(7);
    expect(stdout).toContain(`"${agentId}","José","García Márquez","jose@aurelia.example","Agent","Active"`);
    expect(rosterSchema.parse(await tenant.json(["roster", "export"]))).toHaveLength(5);
  });

  it("adds a user by hand, once", async () => {
    const args = [
      "roster",
      "add",
      "planner-1",
      "--first-name",
      "Ines",
      "--last-name",
      "Planner",
      "--role",
      "Scheduler",
    ];
    const added = rosterUserSchema.parse(
      await tenant.json([...args, "--activity", "12", "--email", "ines@aurelia.example"]),
    );
    expect(added).toMatchObject({ userId: "planner-1", role: "Scheduler", status: "Active", activityId: "12" });
    expect(await tenant.user("planner-1")).toMatchObject({ ...added, createdBy: "sandbox" });
    const again = await tenant.run(args);
    expect([again.code, again.stderr]).toEqual([1, "There is a user planner-1 already: nothing was added.\n"]);
  });

  it.each([
    [["bad id!", "--first-name", "A", "--last-name", "B"], "is no user id: expected 1 to 64"],
    [["id-1", "--first-name", " ", "--last-name", ""], "both names are empty"],
    [["id-1", "--first-name", "A", "--last-name", "B", "--email", "nowhere"], "email"],
    [["id-1", "--first-name", "A", "--last-name", "B", "--activity", "404"], "There is no activity 404"],
    [["id-1", "--first-name", "A", "--last-name", "B", "--role", "King"], "Allowed choices are"],
    [["id-1", "--first-name", "A"], "required option '--last-name <name>' not specified"],
  ])("ends with 2 for add %j", async (args, message) => {
    const { code, stderr } = await tenant.run(["roster", "add", ...args]);
    expect([code, stderr]).toEqual([2, expect.stringContaining(message)]);
    expect(await tenant.all("roster")).toHaveLength(1);
  });
});

describe("organization", () => {
  it("lists activities as a tree, and data sources", async () => {
    expect((await tenant.run(["organization", "list"])).stdout).toBe(
      "Activities\n  Contact centre  1\n    Site 1 - Dallas, TX  12\nData sources\n  Realtime Adapter  3, adapter RingCentral\n",
    );
    const { activities, dataSources } = organizationSchema.parse(await tenant.json(["organization", "list"]));
    expect([activities.length, dataSources.length]).toEqual([2, 1]);
  });

  it("adds an activity under another, and a data source, once", async () => {
    const args = ["organization", "add", "13", "--name", "Site 2", "--parent", "1"];
    expect(unitSchema.parse(await tenant.json(args))).toEqual({ id: "13", name: "Site 2", parentId: "1" });
    const source = await tenant.json(["organization", "add", "4", "--kind", "data-source", "--name", "Second"]);
    expect(unitSchema.parse(source)).toEqual({ id: "4", name: "Second", adapter: "RingCentral" });
    const again = await tenant.run(args);
    expect([again.code, again.stderr]).toEqual([1, "There is an activity 13 already: nothing was added.\n"]);
  });

  it.each([
    [["13", "--name", " "], "--name is empty."],
    [["1 3", "--name", "A"], "is no id: expected 1 to 64"],
    [["13", "--name", "A", "--parent", "404"], "There is no activity 404"],
    [["13", "--name", "A", "--kind", "team"], "Allowed choices are activity, data-source"],
    [["13", "--name", "A", "--kind", "data-source", "--parent", "1"], "A data source has no --parent."],
    [["13"], "required option '--name <name>' not specified"],
  ])("ends with 2 for add %j", async (args, message) => {
    const { code, stderr } = await tenant.run(["organization", "add", ...args]);
    expect([code, stderr]).toEqual([2, expect.stringContaining(message)]);
  });
});

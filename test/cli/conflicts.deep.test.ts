import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { conflictsSchema, decidedSchema, planSchema, runSchema, storiesSchema, takenBackSchema } from "./schemas.ts";
import { Stage, type StagedTenant } from "./stage.ts";
import { keys, type Terminal } from "./terminal.ts";

let stage: Stage;
let tenant: StagedTenant;
let count = 0;
/** José's extension, which RingCentral has given to Amara, and the user who was made of José. */
let handedOn: string;
let joseId: string;
/** Róisín, whose e-mail a roster user of another name has. */
let otherName: string;
beforeAll(async () => {
  stage = await Stage.start();
});
afterAll(() => stage.close());
beforeEach(async () => {
  count += 1;
  tenant = await stage.tenant(`conflicts-${count}`);
  const { agent, supervisor } = tenant.people;
  [handedOn, joseId, otherName] = [`rc:${agent.rcUserId}`, `rc-${agent.rcUserId}`, `rc:${supervisor.rcUserId}`];
  await tenant.put("roster", {
    ...{ userId: "by-hand", firstName: "Front", lastName: "Desk", email: "roisin@aurelia.example" },
    ...{ role: "Agent", status: "Active", version: 1 },
  });
  await tenant.syncOnce();
  tenant.organisation.rename(agent, { firstName: "Amara", lastName: "Nwosu", email: "amara@aurelia.example" });
});

const conflicts = async () => conflictsSchema.parse(await tenant.json(["conflicts"])).conflicts;
const stored = () => tenant.all("approvals");

/** Answers the question of a command with one key, and waits for the end. */
async function answered(terminal: Terminal, question: string, key: string): Promise<number> {
  await terminal.waitFor(question);
  terminal.type(key);
  return await terminal.ended();
}

describe("conflicts", () => {
  it("lists both candidates with names, e-mails and ids, where they are, and what can be decided", async () => {
    const { code, stdout } = await tenant.run(["conflicts"]);
    expect(code).toBe(1);
    const [first = "", second = "", end = ""] = stdout.split("\n\n");
    for (const [told, facts] of [
      [
        first,
        [
          new RegExp(`^${otherName}: Róisín Ó Súilleabháin\\n`),
          /conflict +the roster user with this e-mail has another name/,
          /RingCentral +Róisín Ó Súilleabháin, roisin@aurelia.example/,
          /sub:15910001 +agent \d+ in group 30/,
          /roster +by-hand: Front Desk, roisin@aurelia.example, Agent, Active; not linked to anybody\n/,
          /decide +new \(somebody else: create a user of their own\), link <userId> \(it is that roster user\)$/,
        ],
      ],
      [
        second,
        [
          new RegExp(`^${handedOn}: Amara Nwosu\\n`),
          /conflict +both names have changed in RingCentral/,
          /RingCentral +Amara Nwosu, amara@aurelia.example/,
          new RegExp(
            `roster +${joseId}: José García Márquez, jose@aurelia.example, Agent, Active; linked to ${handedOn}`,
          ),
          /; last seen in ringex, sub:15910001; last seen as José García Márquez, jose@aurelia.example\n/,
          /decide +same \(it is still this user\), new \(somebody else: create a user of their own\)$/,
        ],
      ],
    ] as const) {
      for (const fact of facts) expect(told).toMatch(fact);
    }
    expect(end).toBe("2 conflicts.\nTo decide: npx user-sync decide <id>... same|new, or decide <id> link <userId>\n");
  });

  it("prints JSON, and reads in 80 columns", async () => {
    expect((await conflicts()).map(({ sourceId, choices, users }) => [sourceId, choices, users.length])).toEqual([
      [otherName, ["new", "link"], 1],
      [handedOn, ["same", "new"], 1],
    ]);
    const terminal = tenant.terminal(["conflicts"]);
    await terminal.waitFor("Reading RingCentral and the roster ...");
    expect(await terminal.ended()).toBe(1);
    expect(Math.max(...terminal.text.split("\n").map((line) => line.length))).toBeLessThanOrEqual(80);
  });

  it("says what can only be put right elsewhere", async () => {
    tenant.organisation.rename(tenant.people.agent, { firstName: "", lastName: "" });
    const { stdout } = await tenant.run(["conflicts"]);
    expect(stdout).toMatch(/decide +nothing to decide here: correct it in RingCentral or in AI WFM, or add the id to/);
    const refused = await tenant.run(["decide", handedOn, "same", "--yes"]);
    expect([refused.code, refused.stderr]).toEqual([
      1,
      expect.stringMatching(/^Nothing was decided\.\n.*cannot be decided/),
    ]);
  });

  it("ends with 3 where RingCentral was not read", async () => {
    await tenant.setUp({ mode: "maybe" });
    for (const args of [["conflicts"], ["conflicts", "--json"], ["decide", handedOn, "same", "--yes"]]) {
      expect(await tenant.run(args)).toEqual({
        code: 3,
        stdout: "",
        stderr: "RingCentral was not read: the settings cannot be used: mode.\n",
      });
    }
  });
});

describe("decide", () => {
  it("shows what it means, stores it after yes with who decided, and the next run applies it", async () => {
    const terminal = tenant.terminal(["decide", handedOn, otherName, "new"]);
    await terminal.waitFor(`${handedOn}: Amara Nwosu`);
    await terminal.waitFor(`${handedOn} gets a new user, ${joseId}-2; ${joseId} is deactivated.`);
    await terminal.waitFor(`${otherName} gets a new user, ${otherName.replace(":", "-")}.`);
    expect(await answered(terminal, "Store these 2 decisions?", "y")).toBe(0);
    expect(terminal.text).toContain("Decided. The next run applies it; `user-sync run --wait` starts one now.");
    expect(await stored()).toEqual(
      [
        expect.objectContaining({ entry: `decision#${handedOn}`, kind: "new", userId: `${joseId}-2`, by: "sandbox" }),
        expect.objectContaining({ entry: `decision#${otherName}`, kind: "new", by: "sandbox" }),
      ].sort((left, right) => JSON.stringify(left).localeCompare(JSON.stringify(right))),
    );
    const { stories } = storiesSchema.parse(await tenant.json(["explain", joseId]));
    expect(stories.map(({ next }) => next)).toMatchObject([
      { first: { kind: "deactivate", userId: joseId }, change: { kind: "create", userId: `${joseId}-2` } },
    ]);

    const run = runSchema.parse(await tenant.json(["run", "--wait"]));
    expect([run.status, run.changes]).toEqual([
      "succeeded",
      expect.objectContaining({ created: 2, deactivated: 1, conflicts: 0 }),
    ]);
    const { changes } = planSchema.parse(await tenant.json(["show", run.runId]));
    expect(changes.map(({ record }) => record.decided)).toEqual([true, true, true]);
    expect(await tenant.user(joseId)).toMatchObject({ status: "Inactive", formerSourceId: handedOn });
    expect(await tenant.user(`${joseId}-2`)).toMatchObject({
      firstName: "Amara",
      sourceId: handedOn,
      status: "Active",
    });
    expect(await tenant.user("by-hand")).toMatchObject({ firstName: "Front", version: 1 });
    expect(await tenant.run(["conflicts"])).toEqual({ code: 0, stdout: "No conflicts.\n", stderr: "" });
  });

  it("keeps the user, or links another one, as it is told", async () => {
    const same = tenant.terminal(["decide", handedOn, "same"]);
    await same.waitFor(`${handedOn} still belongs to ${joseId}, who gets the names that RingCentral has now.`);
    expect(await answered(same, "Store this decision?", "y")).toBe(0);
    const { decided } = decidedSchema.parse(await tenant.json(["decide", otherName, "LINK", "by-hand", "--yes"]));
    expect(decided).toEqual([{ sourceId: otherName, kind: "link", userId: "by-hand" }]);
    await tenant.syncOnce();
    expect(await tenant.user(joseId)).toMatchObject({ firstName: "Amara", lastName: "Nwosu", sourceId: handedOn });
    expect(await tenant.user("by-hand")).toMatchObject({ firstName: "Róisín", sourceId: otherName });
    expect(await conflicts()).toEqual([]);
  });

  it("says to whom a user belongs that is to be linked, and the plan refuses while that person is in scope", async () => {
    const terminal = tenant.terminal(["decide", otherName, "link", joseId]);
    await terminal.waitFor(
      `${otherName} is linked to ${joseId} (José García Márquez), unless ${handedOn}, who has this user now, is still in scope.`,
    );
    expect(await answered(terminal, "Store this decision?", "y")).toBe(0);
    expect(runSchema.parse(await tenant.json(["run", "--wait"])).changes.linked).toBe(0);
    const refused = (await conflicts()).find(({ sourceId }) => sourceId === otherName) ?? expect.fail("it is gone");
    expect([refused.conflict.conflict, refused.choices]).toEqual(["link-refused", ["new", "link"]]);
    expect(refused.conflict.reason).toContain(`${handedOn} holds that user and is still in scope`);
    expect((await tenant.run(["decide", otherName, "link", "by-hand", "--yes"])).code).toBe(0);
    await tenant.syncOnce();
    expect(await tenant.user("by-hand")).toMatchObject({ sourceId: otherName });
  });

  it("stores nothing after no or Ctrl-C, and nothing unasked", async () => {
    for (const key of ["n", keys.ctrlC]) {
      const terminal = tenant.terminal(["decide", handedOn, "new"]);
      expect(await answered(terminal, "Store this decision?", key)).toBe(130);
      expect(terminal.text).toContain("Cancelled: nothing was changed.");
    }
    const piped = await tenant.run(["decide", handedOn, "new"]);
    expect([piped.code, piped.stderr]).toEqual([2, expect.stringContaining("add --yes")]);
    expect(await stored()).toEqual([]);
  });

  it.each([
    [["rc:1"], "Expected ids and then same or new"],
    [["same"], "Expected ids and then same or new"],
    [["rc:1", "same", "rc:2"], "Expected ids and then same or new"],
    [["rc:1", "link"], "or one id and then link <userId>"],
    [["rc:1", "rc:2", "link", "rc-17"], "or one id and then link <userId>"],
    [[], "missing required argument 'words'"],
    [["rc:1", "same", "--undo"], "With --undo, name the ids alone"],
  ])("ends with 2 for the words %j", async (words, message) => {
    const { code, stderr, stdout } = await tenant.run(["decide", ...words, "--yes"]);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toContain(message);
  });

  it("says before it asks why something cannot be decided so, and decides none of it", async () => {
    const terminal = tenant.terminal(["decide", `${handedOn},rc:1`, otherName, "same"]);
    expect(await terminal.ended()).toBe(1);
    const { stderr } = await tenant.run(["decide", `${handedOn},rc:1`, otherName, "same"]);
    expect(stderr.split("\n")).toEqual([
      "Nothing was decided.",
      "rc:1: there is no conflict about this id now.",
      `${otherName}: this conflict can only be decided as new or link.`,
      "`user-sync conflicts` lists what can be decided.",
      "",
    ]);
    expect(terminal.text).not.toContain("Store");
    const nobody = await tenant.run(["decide", otherName, "link", "rc-99", "--yes"]);
    expect([nobody.code, nobody.stderr]).toEqual([1, expect.stringContaining("there is no roster user rc-99")]);
    expect(await stored()).toEqual([]);
  });
});

describe("decide --undo", () => {
  it("takes back what was decided, and the conflict is open again", async () => {
    await tenant.run(["decide", handedOn, "new", "--yes"]);
    expect((await conflicts()).map(({ sourceId }) => sourceId)).toEqual([otherName]);
    const refused = await tenant.run(["decide", handedOn, otherName, "--undo"]);
    expect([refused.code, refused.stderr]).toEqual([
      1,
      `Nothing is decided about ${otherName}: nothing was taken back.\n`,
    ]);
    const { code, stdout } = await tenant.run(["decide", handedOn, "--undo"]);
    expect(code).toBe(0);
    expect(stdout).toMatch(
      new RegExp(`^Taken back: ${handedOn}: new as ${joseId}-2, decided [\\d-]{10} [\\d:]{5} UTC by sandbox\\n`),
    );
    expect(await stored()).toEqual([]);
    expect((await conflicts()).map(({ sourceId }) => sourceId)).toEqual([otherName, handedOn]);
    await tenant.run(["decide", handedOn, "same", "--yes"]);
    const { takenBack } = takenBackSchema.parse(await tenant.json(["decide", handedOn, "--undo"]));
    expect(takenBack).toEqual([{ sourceId: handedOn, kind: "same" }]);
  });

  it("leaves what was applied; a decision that no longer fits is shown with the conflict", async () => {
    await tenant.run(["decide", handedOn, "same", "--yes"]);
    await tenant.syncOnce();
    tenant.organisation.rename(tenant.people.agent, { firstName: "Ilse", lastName: "Brandt" });
    const { stdout } = await tenant.run(["conflicts"]);
    expect(stdout).toMatch(/decided before +same, decided .* UTC by sandbox; RingCentral said Amara Nwosu, amara@/);
    const { earlier } = (await conflicts()).find(({ sourceId }) => sourceId === handedOn) ?? expect.fail("it is gone");
    expect(earlier).toMatchObject({ kind: "same", by: "sandbox", seen: { firstName: "Amara" } });
    expect((await tenant.run(["decide", handedOn, "--undo"])).code).toBe(0);
    expect(await tenant.user(joseId)).toMatchObject({ firstName: "Amara", sourceId: handedOn, status: "Active" });
  });
});

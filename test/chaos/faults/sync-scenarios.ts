import { loginIdOf } from "#shared/domain/directory/rejection.ts";
import { tenantId } from "#shared/domain/ids.ts";
import type { Item } from "#test/chaos/world/roster-journal.ts";
import type { SimulatedWorld } from "#test/chaos/world/simulated-world.ts";
import { calmRun, manual, pass, type Scenario } from "./scenario.ts";
import { openSite, type Site, subAccountIds, wemPermissionId } from "./site.ts";

const [firstSubAccount, secondSubAccount] = subAccountIds;
const scheduled: Item = { tenantId: "default", trigger: "schedule", scheduledFor: "2026-03-02T00:04:00.000Z" };

/** One of each: create, link, update, reactivate, role change, deactivate. */
function oneOfEach({ organisation, agents, administrator }: Site): void {
  const [, renamed, left, disabled, back, , promoted] = agents;
  if (renamed !== undefined) organisation.rename(renamed, { lastName: "Married" });
  if (left !== undefined) organisation.leave(left);
  if (disabled !== undefined) organisation.leave(disabled, "extension-disabled");
  if (back !== undefined) back.firstName = "Returned";
  if (promoted !== undefined) organisation.makeAdministrator(promoted);
  administrator.lastName = "Executive";
  const hire = (name: string, subAccountId: string) =>
    organisation.hire({
      firstName: `New${name}`,
      lastName: "Hire",
      email: `${name.toLowerCase()}@contact-centre.example`,
      roles: ["3"],
      subAccountId,
    });
  hire("Alpha", firstSubAccount);
  hire("Beta", secondSubAccount);
  hire("Linked", secondSubAccount);
}

/** By hand: a user whom somebody in the directory is to be linked to, and one who is inactive although at work. */
async function editRoster({ tables, time }: SimulatedWorld): Promise<void> {
  const users = await time.until(tables.roster());
  const back = users.find(({ firstName }) => firstName === "Forename4");
  await time.until(tables.patchUser(String(back?.["userId"]), { status: "Inactive" }));
  const email = "linked@contact-centre.example";
  const user = { userId: "by-hand", firstName: "NewLinked", lastName: "Hire", email, role: "Agent", status: "Active" };
  await time.until(tables.put("roster", user));
}

async function firstRun(world: SimulatedWorld): Promise<void> {
  await calmRun(world);
}

function leavers({ organisation, agents }: Site): void {
  for (const agent of agents.slice(0, 7)) organisation.leave(agent);
}

async function approveHeld({ tables, time }: SimulatedWorld, runId: string): Promise<void> {
  const [run] = await time.until(tables.history(`run#${runId}`));
  const approval = {
    entry: `approval#${runId}`,
    digest: run?.["heldDigest"],
    by: "arn:aws:iam::111122223333:user/operator",
    at: new Date().toISOString(),
  };
  await time.until(tables.put("approvals", approval));
}

async function lastRunId({ tables, time }: SimulatedWorld): Promise<string> {
  return String((await time.until(tables.history("run#"))).at(-1)?.["runId"]);
}

const rosterWrite = / (Put|Update)Item \S*-roster$/;

/** The run that is disturbed is at five past, the next one after ten past. */
function isSlow(): boolean {
  return new Date().getUTCMinutes() < 9;
}

/** Together they make every kind of call that the sync makes. */
export const syncScenarios: readonly Scenario[] = [
  {
    name: "day",
    begin: firstRun,
    change: oneOfEach,
    lead: async (world) => {
      await editRoster(world);
      return scheduled;
    },
    // The login was refused once, long ago.
    during: async ({ tables, time, settings, organisation: { credentials } }) => {
      const { baseUrl, ringCxUrl } = settings as { baseUrl: string; ringCxUrl: string };
      const { fingerprint } = loginIdOf({ tenantId: tenantId("default"), baseUrl, ringCxUrl, ...credentials });
      const past = "2026-03-01T00:00:00.000Z";
      const refusal = { code: "OAU-140", at: past, until: past, count: 1 };
      await time.until(tables.put("work", { area: "lookup#default", entry: `rejection#${fingerprint}`, ...refusal }));
    },
  },
  {
    name: "permission",
    open: () => openSite({ serviceExtensions: 1_000 }),
    settings: { wemAccess: "ringex-permission", wemPermissionIds: wemPermissionId },
    begin: firstRun,
    change: oneOfEach,
    lead: async (world) => {
      await editRoster(world);
      return manual;
    },
  },
  { name: "held", begin: firstRun, change: leavers },
  {
    name: "approved",
    begin: firstRun,
    change: leavers,
    lead: async (world) => {
      await calmRun(world);
      await approveHeld(world, await lastRunId(world));
      await pass(world, 5);
      return manual;
    },
  },
  {
    name: "undo",
    begin: firstRun,
    change: oneOfEach,
    lead: async (world) => {
      await editRoster(world);
      await calmRun(world);
      await pass(world, 5);
      return { tenantId: "default", trigger: "undo", undoOf: await lastRunId(world) };
    },
    heal: async (world) => world.time.until(world.saveSettings()),
    next: (event) => event,
  },
  {
    name: "after a kill",
    killedFirst: rosterWrite,
    begin: firstRun,
    change: oneOfEach,
    lead: async (world) => {
      await editRoster(world);
      return manual;
    },
  },
  {
    name: "long",
    begin: firstRun,
    change: oneOfEach,
    lead: async (world) => {
      await editRoster(world);
      return manual;
    },
    // RingCX makes everybody wait for longer than its token lives.
    during: ({ ringCentral }) => {
      const end = ringCentral.onRequest("/voice/api/integration/v1/admin/users/*", () => {
        end();
        ringCentral.limits.penalise("ringcx", 250_000);
      });
    },
  },
  {
    name: "out of time",
    // Users are written kind by kind, and for the leavers no time is left.
    pace: { lambdaMs: 60_000, latency: (name) => (isSlow() && rosterWrite.test(name) ? 13_500 : 50) },
    begin: firstRun,
    change: oneOfEach,
    lead: async (world) => {
      await editRoster(world);
      return manual;
    },
  },
  {
    name: "rejected",
    begin: firstRun,
    change: ({ organisation }) => {
      organisation.credentials.jwt = "another.made-up.token";
    },
    heal: async ({ aws }, { organisation }) => {
      const { clientSecret, jwt } = organisation.credentials;
      aws.secrets.put(`${process.env["SECRET_PREFIX"]}/default`, JSON.stringify({ clientSecret, jwt }));
    },
  },
];

import { userId } from "#shared/domain/ids.ts";
import type { RosterUser } from "#shared/domain/roster/roster-user.ts";
import type { ExampleData, ExampleProfile, ExampleUser } from "./example.ts";
import { namesOf } from "./example-reading.ts";

/** In whose name every change is recorded, in every example that names nobody else: a user made by hand. */
const plannerId = userId("planner");

const planner: ExampleUser = {
  name: "Petra Planner",
  email: "planner@example.com",
  role: "Administrator",
};

/** The roster of an example before the run, everybody with version 1. */
export function rosterBefore({ roster }: ExampleData, now: Date): RosterUser[] {
  return Object.entries({ [plannerId]: planner, ...roster }).map(([id, { deactivatedDaysAgo, ...user }]) => {
    if (deactivatedDaysAgo === undefined) return userOf(id, user);
    const deactivatedAt = new Date(now.getTime() - deactivatedDaysAgo * 24 * 3_600_000).toISOString();
    return { ...userOf(id, user), deactivatedAt };
  });
}

/** The roster that an example expects after the run. Versions are not stated, so they are those of before. */
export function rosterAfter(example: ExampleData): RosterUser[] {
  const before = new Map(rosterBefore(example, new Date()).map((user) => [user.userId, user]));
  const expected = Object.entries(example.expect.roster).map(([id, after]) => {
    if (typeof after === "object" && !("but" in after)) return userOf(id, after);
    const user = before.get(userId(id));
    if (user === undefined) throw new Error(`${id} is expected as before, but was not in the roster`);
    return after === "as before" ? user : changed(user, after.but);
  });
  const hidden = before.get(plannerId);
  return hidden === undefined || plannerId in example.expect.roster ? expected : [hidden, ...expected];
}

/** A user with other values; `null` takes an attribute away. */
function changed(user: RosterUser, but: ExampleProfile): RosterUser {
  const attributes = Object.entries({ ...user, ...but }).filter(([, value]) => value !== null);
  return Object.fromEntries(attributes) as unknown as RosterUser;
}

function userOf(id: string, { name, firstName, lastName, ...rest }: ExampleUser): RosterUser {
  const linked = rest.sourceId === undefined ? {} : { dataSourceId: "3", agentIds: [], scopes: [] };
  const names = { firstName: "", lastName: "", ...namesOf({ name, firstName, lastName }) };
  // Ids are plain text in an example.
  return {
    userId: userId(id),
    ...{ role: "Agent", status: "Active", activityId: "12", ...linked, ...rest, ...names, version: 1 },
  } as unknown as RosterUser;
}

import { connectRingCentral } from "#shared/adapters/ringcentral/connect-ringcentral.ts";
import { sourceId, userIdOfSource } from "#shared/domain/ids.ts";
import type { RosterUser } from "#shared/domain/roster/roster-user.ts";
import type { Settings } from "#shared/domain/settings/settings.ts";
import { readAndPlan } from "#shared/run/read-and-plan.ts";
import { FakeClaims } from "#test/fakes/fake-claims.ts";
import { FakeDecisions } from "#test/fakes/fake-decisions.ts";
import { FakeRejections } from "#test/fakes/fake-rejections.ts";
import { ManualClock } from "#test/fakes/manual-clock.ts";
import { applyChanges } from "#test/fixtures/apply-changes.ts";
import { exampleSettings } from "#test/fixtures/settings.ts";
import { Organisation } from "#test/simulators/ringcentral/organisation.ts";
import type { Person } from "#test/simulators/ringcentral/organisation-model.ts";
import { ringCentralFetch } from "#test/simulators/ringcentral/ringcentral-fetch.ts";
import { SimulatorCore } from "#test/simulators/ringcentral/simulator-core.ts";

export type Row = Readonly<Record<string, unknown>>;

/** The lists that RingCentral answers, each with the field that says whose a record is. */
export const lists = {
  extensions: { path: "/restapi/v1.0/account/~/extension", id: "id" },
  "assigned roles": { path: "/restapi/v1.0/account/~/assigned-role", id: "extensionId" },
  roles: { path: "/restapi/v1.0/account/~/user-role", id: "id" },
  administrators: { path: "/voice/api/integration/v1/admin/users/700", id: "rcUserId" },
  groups: { path: "/voice/api/integration/v1/admin/accounts/701/agentGroups", id: "agentGroupId" },
  agents: { path: "/voice/api/integration/v1/admin/accounts/701/agentGroups/30/agents", id: "rcUserId" },
} as const;

export type ListName = keyof typeof lists;

/** What becomes of everybody, by user id. */
export type Fates = ReadonlyMap<string, Fate>;
export interface Fate {
  readonly kind: string;
  readonly after: string;
}

const settings: Settings = {
  ...exampleSettings,
  clientId: "simulated-client-id",
  wemAccess: "ringex-permission",
  wemPermissionIds: ["AccessWem"],
};

/**
 * A contact centre with more than ten records in every list, so that one odd one is less than a tenth: twelve agents in
 * group 30 and one in each of eleven others, each of them with a role of their own, and twelve administrators.
 */
export class OddWorld {
  readonly #organisation = new Organisation({ mainAccountId: "700" });
  readonly #clock = new ManualClock({ mode: "auto" });
  #roster: readonly RosterUser[] = [];
  #gone: readonly string[] = [];
  #dismissed: readonly string[] = [];
  #appointed: readonly string[] = [];
  /** The records of each list while RingCentral says all as it should. */
  rows: Readonly<Record<ListName, readonly Row[]>> = {} as never;
  /** What becomes of everybody then. */
  fates: Fates = new Map();

  static async make(): Promise<OddWorld> {
    const world = new OddWorld();
    const people = world.#hireEverybody();
    const { plan } = await world.#plan();
    world.#roster = applyChanges([], plan.changes);
    world.#changeEverything(people);
    const seen: Partial<Record<ListName, readonly Row[]>> = {};
    for (const list of Object.keys(lists) as ListName[]) {
      await world.fatesWith(list, (rows) => {
        seen[list] = rows;
        return rows;
      });
    }
    world.rows = seen as Record<ListName, readonly Row[]>;
    world.fates = await world.fatesWith("groups", (rows) => rows);
    return world;
  }

  /**
   * User ids of those whose fate a list decides by not naming them, or by making an Administrator of them: all of them
   * stay as they are while one of its records names nobody.
   */
  unprovedBy(list: ListName): ReadonlySet<string> {
    return new Set(
      {
        extensions: this.#gone,
        "assigned roles": [],
        roles: [],
        administrators: [...this.#dismissed, ...this.#appointed],
        groups: [...this.#gone, ...this.#appointed],
        agents: [...this.#gone, ...this.#appointed],
      }[list],
    );
  }

  /** User ids of those whom a record is about. */
  ownersOf(list: ListName, record: Row): ReadonlySet<string> {
    const id = record[lists[list].id];
    const people = [...this.#organisation.people.values()].filter((person) => {
      if (list === "groups") return person.seats.some(({ groupId }) => groupId === id);
      return list === "roles" ? person.roles.includes(String(id)) : String(person.rcUserId) === String(id);
    });
    return new Set(people.map(userIdOf));
  }

  #hireEverybody(): readonly Person[] {
    const organisation = this.#organisation;
    organisation.addSubAccount({ id: "701" });
    const hire = (groupId: number, index: number) => {
      const role = { id: `${groupId}`, displayName: `Role ${groupId}`, description: "", custom: true, hidden: false };
      if (!organisation.roles.has(role.id)) organisation.addRole({ ...role, permissionIds: ["AccessWem"] });
      const name = `${groupId}-${index}`;
      return organisation.hire({
        firstName: `First ${name}`,
        lastName: `Last ${name}`,
        email: `agent-${name}@example.com`,
        roles: [role.id],
        subAccountId: "701",
        groupId,
      });
    };
    const groups = Array.from({ length: 12 }, (_, index) => 30 + index);
    for (const id of groups) organisation.addGroup({ subAccountId: "701", id });
    const agents = [
      ...Array.from({ length: 12 }, (_, index) => hire(30, index)),
      ...groups.slice(1).map((id) => hire(id, 0)),
    ];
    const administrators = Array.from({ length: 12 }, (_, index) => {
      const names = { firstName: `Chief ${index}`, lastName: `Boss ${index}`, email: `chief-${index}@example.com` };
      const person = organisation.addPerson(names);
      organisation.makeAdministrator(person);
      return person;
    });
    for (const name of ["Sales", "Service"]) organisation.addServiceExtension({ name, type: "Department" });
    return [...agents, ...administrators];
  }

  /** A night later, something happens to somebody in each list: joiners, leavers, changes of every kind. */
  #changeEverything(people: readonly Person[]): void {
    const organisation = this.#organisation;
    const [joiner, , back, renamed, disabled, deactivated, gone] = people as readonly [Person, ...Person[]];
    const [chief, former, lesser] = people.slice(-3) as [Person, Person, Person];
    const changed = new Map<string, Partial<RosterUser> | "absent">([
      [userIdOf(joiner), "absent"],
      [userIdOf(chief), "absent"],
      [userIdOf(back as Person), { status: "Inactive" }],
      [userIdOf(lesser), { role: "Agent" }],
    ]);
    this.#roster = this.#roster.flatMap((user) => {
      const change = changed.get(user.userId);
      return change === "absent" ? [] : [{ ...user, ...change }];
    });
    if (renamed !== undefined) organisation.rename(renamed, { lastName: "Married" });
    if (disabled?.extension !== undefined) disabled.extension.status = "Disabled";
    for (const seat of deactivated?.seats ?? []) seat.isActive = false;
    if (gone !== undefined) {
      organisation.unseat(gone, () => true);
      organisation.removeExtension(gone);
    }
    organisation.dismissAdministrator(former);
    this.#gone = [userIdOf(gone as Person)];
    this.#dismissed = [userIdOf(former)];
    this.#appointed = [userIdOf(chief), userIdOf(lesser)];
  }

  /** What becomes of everybody when a list is changed on its way. */
  async fatesWith(list: ListName, change: (rows: readonly Row[]) => readonly unknown[]): Promise<Fates> {
    const { plan } = await this.#plan({ list, change });
    const changes = plan.changes.map(({ kind, userId, after }) => [userId, { kind, after: JSON.stringify(after) }]);
    const conflicts = plan.conflicts.map(({ userId, sourceId: source }) => [
      userId ?? (source === undefined ? undefined : userIdOfSource(source)),
      { kind: "conflict", after: "" },
    ]);
    const fates = new Map([...changes, ...conflicts] as [string | undefined, Fate][]);
    // A record without any id is nobody's.
    fates.delete(undefined);
    return fates as Fates;
  }

  async #plan(odd?: { readonly list: ListName; readonly change: (rows: readonly Row[]) => readonly unknown[] }) {
    const organisation = this.#organisation;
    const core = new SimulatorCore({ organisation, now: () => this.#clock.now().getTime(), limits: "off" });
    if (odd !== undefined) {
      const change = (body: unknown) => {
        if (Array.isArray(body)) return odd.change(body);
        const { records, ...rest } = body as { records: readonly Row[] };
        return { ...rest, records: odd.change(records) };
      };
      core.faults.add({ when: lists[odd.list].path, fault: { kind: "rewrite", change }, times: "always" });
    }
    const { baseUrl: platformUrl, ringCxUrl } = settings;
    const sleep = (ms: number, signal?: AbortSignal) => this.#clock.sleep(ms, signal);
    const fetch = ringCentralFetch(core, { platformUrl, ringCxUrl, sleep });
    const { clientSecret, jwt } = organisation.credentials;
    const memory = { rejections: new FakeRejections(), claims: new FakeClaims(this.#clock) };
    const connect = connectRingCentral({ fetch, clock: this.#clock, random: () => 0.5, ...memory });
    const deadline = { remainingMs: () => 14 * 60_000 };
    const directory = connect({ settings, credentials: { clientSecret, jwt }, deadline });
    const roster = { list: async () => this.#roster };
    return await readAndPlan({ directory, roster, decisions: new FakeDecisions(), settings });
  }
}

function userIdOf({ rcUserId }: Person): string {
  return userIdOfSource(sourceId(`rc:${rcUserId}`));
}

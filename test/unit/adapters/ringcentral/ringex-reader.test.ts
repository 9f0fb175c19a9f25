import { describe, expect, it } from "vitest";
import type { RingCentralWorld } from "./ringcentral-world.ts";
import { ringCentralWorld } from "./ringcentral-world.ts";

const account = "/restapi/v1.0/account/~";

const ofKind = (world: RingCentralWorld, path: string) =>
  world.sent().filter((line) => line.startsWith(`GET ${account}${path}?`));

function addExtensions(world: RingCentralWorld, count: number): void {
  for (let added = 0; added < count; added += 1)
    world.organisation.addServiceExtension({ name: "Queue", type: "Department" });
}

function addRoleHolders(world: RingCentralWorld, count: number): void {
  for (let added = 0; added < count; added += 1)
    world.organisation.addPerson({ firstName: "Role", lastName: `Holder ${added}`, roles: ["1"] });
}

describe("reading extensions", () => {
  it("brings the id and status of every extension, whatever its type", async () => {
    const world = ringCentralWorld();
    const [person] = world.organisation.people.values();
    if (person?.extension !== undefined) person.extension.status = "Disabled";
    world.organisation.addServiceExtension({ name: "Queue", type: "Department" });
    const { ringEx } = await world.connect().read();
    const records = ringEx.extensions.kind === "complete" ? ringEx.extensions.records : [];
    expect(records).toHaveLength(7);
    expect(records[0]).toEqual({ id: String(person?.rcUserId), status: "Disabled" });
    expect(ringEx).not.toHaveProperty("usersWithWemPermission");
  });

  it("counts records without a usable id, and is unreadable when they are more than a tenth", async () => {
    const read = async (others: number) => {
      const world = ringCentralWorld();
      addExtensions(world, others);
      const change = (body: unknown) => {
        const { records, ...list } = body as { records: object[] };
        return { ...list, records: records.map((row, index) => (index === 0 ? { ...row, id: "x" } : row)) };
      };
      world.core.faults.add({ when: `${account}/extension`, fault: { kind: "rewrite", change }, times: "always" });
      return (await world.connect().read()).ringEx.extensions;
    };
    expect(await read(4)).toMatchObject({ kind: "complete", records: { length: 9 }, nameless: 1 });
    expect(await read(3)).toEqual({
      kind: "unreadable",
      cause: `GET ${account}/extension: 1 of 9 records have no usable id.`,
    });
  });

  it("brings an extension without a known status as one of which nothing is known", async () => {
    const world = ringCentralWorld();
    const change = (body: unknown) => {
      const { records, ...list } = body as { records: object[] };
      return { ...list, records: records.map((row, index) => (index === 0 ? { ...row, status: "Asleep" } : row)) };
    };
    world.core.faults.add({ when: `${account}/extension`, fault: { kind: "rewrite", change }, times: "always" });
    const { ringEx } = await world.connect().read();
    const records = ringEx.extensions.kind === "complete" ? ringEx.extensions.records : [];
    expect(records.map(({ status }) => status)).toEqual([undefined, ...Array(5).fill("Enabled")]);
  });

  it("is left out with ringExCheck off", async () => {
    const world = ringCentralWorld();
    const { ringEx } = await world.connect({ ringExCheck: "off" }).read();
    expect(ringEx).toEqual({ extensions: { kind: "not-configured" } });
    expect(ofKind(world, "/extension")).toEqual([]);
  });

  it("names ReadExtensions and the setting that does without when it is missing", async () => {
    const world = ringCentralWorld();
    world.organisation.permissions.delete("ReadExtensions");
    const { ringEx, ringCx } = await world.connect().read();
    expect(ringEx.extensions).toEqual({
      kind: "unreadable",
      cause: `GET ${account}/extension answered 403 CMN-408.`,
      missingPermission: "ReadExtensions (ringExCheck: off does without it)",
    });
    expect(ringCx.administrators.kind).toBe("complete");
  });

  it("is repeated from the start when somebody leaves between two pages", async () => {
    const world = ringCentralWorld();
    addExtensions(world, 2_000);
    const [person] = world.organisation.people.values();
    const end = world.core.onRequest(`${account}/extension?perPage=1000&page=2`, () => {
      if (person !== undefined) world.organisation.removeExtension(person);
      end();
    });
    const { ringEx } = await world.connect().read();
    expect(ringEx.extensions).toMatchObject({ kind: "complete", records: { length: 2_005 } });
    expect(ofKind(world, "/extension")).toHaveLength(6);
  });

  it("is unreadable when the list never holds still", async () => {
    const world = ringCentralWorld();
    addExtensions(world, 2_000);
    world.core.onRequest(`${account}/extension?perPage=1000&page=2`, () => addExtensions(world, 1));
    const { ringEx } = await world.connect().read();
    expect(ringEx.extensions).toMatchObject({
      kind: "unreadable",
      cause: expect.stringContaining("the total changed"),
    });
  });

  it("is unreadable when one page is", async () => {
    const world = ringCentralWorld();
    addExtensions(world, 2_000);
    const when = `${account}/extension?perPage=1000&page=3`;
    world.core.faults.add({ when, fault: { kind: "truncated" }, times: "always" });
    const { ringEx } = await world.connect().read();
    expect(ringEx.extensions).toEqual({
      kind: "unreadable",
      cause: `GET ${account}/extension answered 200 with a body that is not whole JSON (4 tries).`,
    });
  });

  it("sends nothing into a penalty, and goes on after it", async () => {
    const world = ringCentralWorld();
    addExtensions(world, 20_000);
    world.core.faults.add({
      when: `${account}/extension`,
      fault: { kind: "status", status: 429 },
      times: 1,
      fromNth: 5,
    });
    const directory = world.connect();
    const { ringEx } = await directory.read();
    expect(ringEx.extensions.kind).toBe("complete");
    const refused = world.core.requests.filter(({ status }) => status === 429);
    expect(directory.calls().throttled).toBe(refused.length);
    // Those under way when the penalty began cannot be recalled; whatever is sent later has to wait.
    const penaltyFrom = refused[0]?.at ?? 0;
    const later = world.core.requests.filter(({ at, group }) => group === "medium" && at > penaltyFrom);
    expect(later.length).toBeGreaterThan(10);
    expect(Math.min(...later.map(({ at }) => at))).toBeGreaterThanOrEqual(penaltyFrom + 60_000);
  });

  it("is unreadable when the login is no longer accepted, and nobody logs in again", async () => {
    const world = ringCentralWorld();
    world.core.faults.add({ when: `${account}/extension`, fault: { kind: "status", status: 401 }, times: "always" });
    const { ringEx } = await world.connect().read();
    expect(ringEx.extensions).toMatchObject({
      kind: "unreadable",
      cause: `GET ${account}/extension answered 401 OAU-213.`,
    });
    expect(world.sent().filter((line) => line.includes("/oauth/token"))).toHaveLength(1);
  });
});

describe("reading who holds the permission of Access WEM", () => {
  const settings = { wemAccess: "ringex-permission", wemPermissionIds: ["Wem", "WemAdmin"] } as const;

  function rolesWorld() {
    const world = ringCentralWorld();
    const role = (id: string, permissionIds: string[], hidden = false) =>
      world.organisation.addRole({
        id,
        displayName: `Role ${id}`,
        description: "",
        custom: true,
        hidden,
        permissionIds,
      });
    role("1", ["Other"]);
    role("2", ["Other", "Wem"]);
    role("3", ["WemAdmin"], true);
    role("4", ["Wem"]);
    const people = [...world.organisation.people.values()];
    const give = (index: number, roles: string[]) => {
      const person = people[index];
      if (person !== undefined) person.roles = roles;
      return String(person?.rcUserId);
    };
    return { world, ids: [give(0, ["1"]), give(1, ["1", "2"]), give(2, ["3"]), give(3, [])] };
  }

  it("brings those one of whose roles holds a configured permission, hidden roles included", async () => {
    const { world, ids } = rolesWorld();
    const { ringEx } = await world.connect(settings).read();
    expect(ringEx.extensions.kind).toBe("complete");
    expect(ringEx.usersWithWemPermission).toEqual(new Set([ids[1], ids[2]]));
  });

  it("looks only into roles in use", async () => {
    const { world } = rolesWorld();
    await world.connect(settings).read();
    const looked = world.sent().filter((line) => line.startsWith(`GET ${account}/user-role/`));
    expect(looked.toSorted()).toEqual(["1", "2", "3"].map((id) => `GET ${account}/user-role/${id}`));
    expect(ofKind(world, "/user-role")).toHaveLength(1);
    expect(ofKind(world, "/assigned-role")).toHaveLength(1);
  });

  it("does not look into a role whose permissions the list shows already", async () => {
    const { world, ids } = rolesWorld();
    const change = (body: unknown) => {
      const list = body as { records: { id: string }[] };
      return {
        ...list,
        records: list.records.map((row) => ({ ...row, permissions: row.id === "2" ? [{ id: "Wem" }] : [] })),
      };
    };
    world.core.faults.add({ when: `${account}/user-role`, fault: { kind: "rewrite", change }, times: 1 });
    const { ringEx } = await world.connect(settings).read();
    expect(ringEx.usersWithWemPermission?.has(ids[1] ?? "")).toBe(true);
    expect(world.sent().filter((line) => line.startsWith(`GET ${account}/user-role/`))).toEqual([
      `GET ${account}/user-role/3`,
    ]);
  });

  const rewrite = (world: RingCentralWorld, when: string, change: (row: Record<string, unknown>) => unknown) =>
    world.core.faults.add({
      when: `${account}/${when}`,
      fault: {
        kind: "rewrite",
        change: (body) => {
          const list = body as { records: Record<string, unknown>[] };
          return { ...list, records: list.records.map(change) };
        },
      },
      times: "always",
    });

  it("knows of everybody where all is understood", async () => {
    const { ringEx } = await rolesWorld().world.connect(settings).read();
    expect(ringEx.wemPermissionUnknown).toEqual(new Set());
  });

  it.each([["text"], [[{ id: "1" }, { name: "2" }]], [[7]], [{ id: "2" }]])(
    "does not know of whose roles are %j, and knows of the others",
    async (roles) => {
      const { world, ids } = rolesWorld();
      rewrite(world, "assigned-role", (row) => (String(row["extensionId"]) === ids[1] ? { ...row, roles } : row));
      const { ringEx } = await world.connect(settings).read();
      expect(ringEx.wemPermissionUnknown).toEqual(new Set([ids[1]]));
      expect(ringEx.usersWithWemPermission).toEqual(new Set([ids[2]]));
    },
  );

  it("takes roles that are null or absent for none", async () => {
    const { world, ids } = rolesWorld();
    rewrite(world, "assigned-role", ({ roles: _, ...row }) =>
      String(row["extensionId"]) === ids[1] ? row : { ...row, roles: null },
    );
    const { ringEx } = await world.connect(settings).read();
    expect([ringEx.usersWithWemPermission, ringEx.wemPermissionUnknown]).toEqual([new Set(), new Set()]);
  });

  it.each([[null], ["all"], [[{ name: "Wem" }]]])(
    "does not know of those whose role holds %j as permissions, also when it is looked into",
    async (permissions) => {
      const { world, ids } = rolesWorld();
      const when = `${account}/user-role/2`;
      const change = (body: unknown) => ({ ...(body as object), permissions });
      world.core.faults.add({ when, fault: { kind: "rewrite", change }, times: "always" });
      const { ringEx } = await world.connect(settings).read();
      expect(ringEx.wemPermissionUnknown).toEqual(new Set([ids[1]]));
      expect(ringEx.usersWithWemPermission).toEqual(new Set([ids[2]]));
    },
  );

  it("does not know of anybody without the permission while a record of the roles names nobody", async () => {
    const { world, ids } = rolesWorld();
    for (const person of world.organisation.people.values()) if (person.roles.length === 0) person.roles = ["1"];
    addRoleHolders(world, 12);
    rewrite(world, "assigned-role", ({ extensionId, ...row }) =>
      String(extensionId) === ids[0] ? row : { ...row, extensionId },
    );
    const { ringEx } = await world.connect(settings).read();
    expect(ringEx.wemPermissionUnknown).toBe("anybody");
    expect(ringEx.usersWithWemPermission).toEqual(new Set([ids[1], ids[2]]));
  });

  it("is unreadable when more than a tenth of the records name nobody", async () => {
    const { world, ids } = rolesWorld();
    rewrite(world, "assigned-role", ({ extensionId, ...row }) =>
      String(extensionId) === ids[0] ? row : { ...row, extensionId },
    );
    const { ringEx } = await world.connect(settings).read();
    expect(ringEx.extensions).toEqual({
      kind: "unreadable",
      cause: expect.stringMatching(/assigned-role: 1 of 3 records have no usable id/),
    });
  });

  it.each(["ReadUserRoles", "ReadAssignedRoles"] as const)(
    "is unreadable as a whole without %s",
    async (permission) => {
      const { world } = rolesWorld();
      world.organisation.permissions.delete(permission);
      const { ringEx } = await world.connect(settings).read();
      expect(ringEx.extensions).toMatchObject({
        kind: "unreadable",
        missingPermission: `${permission} (wemAccess: ringcx does without it)`,
      });
      expect(ringEx).not.toHaveProperty("usersWithWemPermission");
    },
  );

  it("is unreadable as a whole when one role cannot be looked into", async () => {
    const { world } = rolesWorld();
    world.core.faults.add({ when: `${account}/user-role/2`, fault: { kind: "status", status: 404 }, times: "always" });
    const { ringEx } = await world.connect(settings).read();
    expect(ringEx.extensions).toMatchObject({
      kind: "unreadable",
      cause: expect.stringContaining("{roleId} answered 404"),
    });
  });
});

import { Organisation } from "#test/simulators/ringcentral/organisation.ts";
import type { ExtensionStatus } from "#test/simulators/ringcentral/organisation-model.ts";
import type { RingCentralSimulator } from "#test/simulators/ringcentral/ringcentral-simulator.ts";
import type { ExampleAdministrator, ExampleAgent, ExampleDirectory, ExampleSecondReading } from "./example.ts";
import { isUnreadable, namesOf } from "./example-reading.ts";

type ExtensionException = ExtensionStatus | "not listed";

export const mainAccountId = "700";

const wemRole = { id: "5", displayName: "Agent", description: "", custom: true, hidden: false };
/** From here on ids stand for no id: the simulator gives one to everybody, and the answer is sent without it. */
const firstAbsentId = 900_000_000;

/** The simulated customer of an example; each line of a RingCX list is a record of its own, whoever it is about. */
export function organisationOf(directory: ExampleDirectory): Organisation {
  const organisation = new Organisation({ mainAccountId });
  organisation.addRole({ ...wemRole, permissionIds: ["AccessWem"] });
  for (const [id, subAccount] of Object.entries(directory.subAccounts)) {
    const isActive = !(isUnreadable(subAccount) && subAccount.unreadable === "inactive");
    organisation.addSubAccount({ id, isActive });
    if (!isUnreadable(subAccount)) seatAll(organisation, { id, subAccount });
  }
  if (!isUnreadable(directory.administrators)) appointAll(organisation, directory.administrators);
  for (const [id, status] of extensionsOf(directory)) {
    const roles = directory.usersWithWemPermission.includes(id) ? [wemRole.id] : [];
    organisation.addPerson({
      firstName: "Extension",
      lastName: id,
      rcUserId: Number(id),
      extension: { status },
      roles,
    });
  }
  return organisation;
}

/** Makes the simulator refuse what the example calls unreadable, and change what changes before the second reading. */
export function scriptExample(
  simulator: RingCentralSimulator,
  { directory, again }: { directory: ExampleDirectory; again: ExampleSecondReading | undefined },
): void {
  const { administrators, subAccounts, extensions } = directory;
  if (isUnreadable(administrators)) refuse(simulator, { path: `${ringCx}/users/*`, status: administrators.unreadable });
  refuseSubAccounts(simulator, subAccounts);
  if (isUnreadable(extensions)) {
    if (extensions.unreadable === "403") simulator.organisation.permissions.delete("ReadExtensions");
    else refuse(simulator, { path: "/restapi/v1.0/account/*/extension", status: extensions.unreadable });
  }
  simulator.faults.add({
    when: `${ringCx}/accounts/*/agentGroups/*/agents`,
    fault: { kind: "rewrite", change: withoutAbsentIds },
    times: "always",
  });
  if (again !== undefined) changeBeforeSecondReading(simulator, again);
}

const ringCx = "/voice/api/integration/v1/admin";

function refuse(simulator: RingCentralSimulator, { path, status }: { path: string; status: string }): void {
  if (status !== "503" && status !== "403") return;
  simulator.faults.add({ when: path, fault: { kind: "status", status: Number(status) as 503 | 403 }, times: "always" });
}

function refuseSubAccounts(simulator: RingCentralSimulator, subAccounts: ExampleDirectory["subAccounts"]): void {
  for (const [id, subAccount] of Object.entries(subAccounts)) {
    if (!isUnreadable(subAccount)) continue;
    refuse(simulator, { path: `${ringCx}/accounts/${id}/agentGroups`, status: subAccount.unreadable });
  }
}

/** The first path that is asked for twice begins the second reading; nothing that can be read is asked for twice before. */
function changeBeforeSecondReading(simulator: RingCentralSimulator, again: ExampleSecondReading): void {
  const asked = new Set<string>();
  const stop = simulator.onRequest(`${ringCx}/**`, ({ path }) => {
    if (!asked.has(path)) {
      asked.add(path);
      return;
    }
    stop();
    const { organisation } = simulator;
    for (const [id, subAccount] of Object.entries(again.subAccounts)) {
      for (const group of organisation.subAccount(id).groups.values()) group.seats.clear();
      if (!isUnreadable(subAccount)) seatAll(organisation, { id, subAccount });
    }
    refuseSubAccounts(simulator, again.subAccounts);
    if (again.administrators === undefined) return;
    for (const person of [...organisation.administrators]) organisation.dismissAdministrator(person);
    if (isUnreadable(again.administrators)) throw new Error("not scripted: administrators unreadable when read again");
    appointAll(organisation, again.administrators);
  });
}

function seatAll(
  organisation: Organisation,
  { id, subAccount }: { id: string; subAccount: Readonly<Record<string, readonly ExampleAgent[]>> },
): void {
  const { groups } = organisation.subAccount(id);
  for (const [group, agents] of Object.entries(subAccount)) {
    if (!groups.has(Number(group))) organisation.addGroup({ subAccountId: id, id: Number(group) });
    for (const [index, agent] of agents.entries()) {
      const { agentType, isActive } = agent;
      const agentId = agent.agentId === undefined ? firstAbsentId + index : Number(agent.agentId);
      const seat = { subAccountId: id, groupId: Number(group), agentId, agentType, isActive };
      organisation.restoreSeat(recordOf(organisation, agent), seat);
    }
  }
}

function appointAll(organisation: Organisation, administrators: readonly ExampleAdministrator[]): void {
  for (const administrator of administrators) {
    if (administrator.userId === undefined) throw new Error("not scripted: an administrator without userId");
    organisation.appointAdministrator(recordOf(organisation, administrator), Number(administrator.userId));
  }
}

function recordOf(organisation: Organisation, entry: ExampleAgent | ExampleAdministrator) {
  const rcUserId = entry.rcUserId === undefined ? ("none" as const) : Number(entry.rcUserId);
  const { firstName = "", lastName = "" } = namesOf(entry);
  return organisation.addPerson({ firstName, lastName, email: entry.email, rcUserId, extension: "none" });
}

/** Everybody with a RingCentral user id has an Enabled extension, but for the exceptions. */
function extensionsOf({ administrators, subAccounts, extensions }: ExampleDirectory) {
  const groups = Object.values(subAccounts).flatMap((one) => (isUnreadable(one) ? [] : Object.values(one)));
  const everybody = [...(isUnreadable(administrators) ? [] : administrators), ...groups.flat()];
  const exceptions = isUnreadable(extensions) ? {} : extensions;
  const statuses = new Map<string, ExtensionException>();
  for (const { rcUserId } of everybody) if (rcUserId !== undefined) statuses.set(rcUserId, "Enabled");
  for (const [id, status] of Object.entries(exceptions)) statuses.set(id, status);
  return [...statuses].flatMap(([id, status]) => (status === "not listed" ? [] : [[id, status] as const]));
}

function withoutAbsentIds(body: unknown): unknown {
  if (!Array.isArray(body)) return body;
  return body.map((line: Readonly<Record<string, unknown>>) => {
    const { agentId, ...rest } = line;
    return Number(agentId) >= firstAbsentId ? rest : line;
  });
}

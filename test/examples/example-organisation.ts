import { Organisation } from "#test/simulators/ringcentral/organisation.ts";
import type { ExtensionStatus } from "#test/simulators/ringcentral/organisation-model.ts";
import type { RingCentralSimulator } from "#test/simulators/ringcentral/ringcentral-simulator.ts";
import type { ExampleAdministrator, ExampleAgent, ExampleDirectory, ExampleSecondReading } from "./example.ts";
import { isUnreadable, namesOf } from "./example-reading.ts";

type ExtensionException = ExtensionStatus | "not listed" | "no status";

export const mainAccountId = "700";

const wemRole = { id: "5", displayName: "Agent", description: "", custom: true, hidden: false };
/** From here on ids stand for no id: the simulator gives one to everybody, and the answer is sent without it. */
const firstAbsentId = 900_000_000;
/** Stands for a name that is not said: the answer has `null` in its place. */
const notSaid = "(not said)";

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
      extension: { status: status === "no status" ? "Enabled" : status },
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
    else refuse(simulator, { path: extensionPath, status: extensions.unreadable });
  } else {
    rewrite(simulator, extensionPath, withoutStatus(extensions));
  }
  const change = asSaid(isUnreadable(administrators) ? [] : administrators);
  rewrite(simulator, `${ringCx}/accounts/*/agentGroups/*/agents`, change);
  rewrite(simulator, `${ringCx}/users/*`, change);
  if (again !== undefined) changeBeforeSecondReading(simulator, again);
}

const ringCx = "/voice/api/integration/v1/admin";
const extensionPath = "/restapi/v1.0/account/*/extension";

function rewrite(simulator: RingCentralSimulator, when: string, change: (body: unknown) => unknown): void {
  simulator.faults.add({ when, fault: { kind: "rewrite", change }, times: "always" });
}

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
  for (const [index, administrator] of administrators.entries()) {
    const userId = administrator.userId === undefined ? firstAbsentId + index : Number(administrator.userId);
    organisation.appointAdministrator(recordOf(organisation, administrator), userId);
  }
}

function recordOf(organisation: Organisation, entry: ExampleAgent | ExampleAdministrator) {
  const rcUserId = entry.rcUserId === undefined ? ("none" as const) : Number(entry.rcUserId);
  const { firstName = notSaid, lastName = notSaid } = namesOf(entry);
  return organisation.addPerson({ firstName, lastName, email: entry.email ?? undefined, rcUserId, extension: "none" });
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

type Line = Readonly<Record<string, unknown>>;

/** Lines of RingCX without what the example does not say, and with what the simulator does not know. */
function asSaid(administrators: readonly ExampleAdministrator[]): (body: unknown) => unknown {
  const enabled = new Map(administrators.map((one) => [Number(one.userId), one.enabled]));
  const told = ([name, value]: [string, unknown]): [string, unknown][] => {
    if ((name === "agentId" || name === "userId") && Number(value) >= firstAbsentId) return [];
    return [[name, value === notSaid ? null : value]];
  };
  return (body) => {
    if (!Array.isArray(body)) return body;
    return body.map((line: Line) => ({
      ...Object.fromEntries(Object.entries(line).flatMap(told)),
      ...(enabled.get(Number(line["userId"])) !== undefined && { enabled: enabled.get(Number(line["userId"])) }),
    }));
  };
}

function withoutStatus(exceptions: Readonly<Record<string, ExtensionException>>): (body: unknown) => unknown {
  return (body) => {
    const { records } = body as { readonly records: readonly Line[] };
    const told = records.map(({ status, ...line }) =>
      exceptions[String(line["id"])] === "no status" ? line : { ...line, status },
    );
    return { ...(body as Line), records: told };
  };
}

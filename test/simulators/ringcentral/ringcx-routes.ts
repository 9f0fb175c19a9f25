import { noContent, ok, ringCxError } from "./answers.ts";
import { type Oddities, withOddity } from "./oddities.ts";
import type { AgentGroup, Person, Seat, SubAccount } from "./organisation-model.ts";
import type { Route, RouteContext } from "./routing.ts";
import type { Answer } from "./simulated-exchange.ts";

/** RingCX directory endpoints of the integration (WEM) API. */
export const ringCxRoutes: readonly Route[] = [
  { path: /^\/voice\/api\/integration\/v1\/admin\/users\/([^/]+)$/, group: "ringcx", answer: administrators },
  {
    path: /^\/voice\/api\/integration\/v1\/admin\/accounts\/([^/]+)\/subaccounts$/,
    group: "ringcx",
    answer: subAccounts,
  },
  {
    path: /^\/voice\/api\/integration\/v1\/admin\/accounts\/([^/]+)\/agentGroups$/,
    group: "ringcx",
    answer: agentGroups,
  },
  {
    path: /^\/voice\/api\/integration\/v1\/admin\/accounts\/([^/]+)\/agentGroups\/([^/]+)\/agents$/,
    group: "ringcx",
    answer: agents,
  },
];

const environment = "eo1";

function administrators(context: RouteContext): Answer {
  const { organisation } = context;
  const refusal = mainAccountRefusal(context);
  if (refusal !== undefined) return refusal;
  const { administrators: listed } = organisation;
  const children = Map.groupBy(listed, ({ administrator }) => {
    const above = administrator?.under;
    return above !== undefined && listed.has(above) ? above : undefined;
  });
  const lineOf = (person: Person): object => {
    const { userId = 0, enabled } = person.administrator ?? {};
    const line = {
      ...identityOf(person, `user${userId}+${organisation.mainAccountId}`),
      userId,
      parentPath: `2181.2979.${organisation.mainAccountId}`,
      ...(enabled === undefined ? {} : { enabled }),
      ...(children.has(person) ? { children: children.get(person)?.map(lineOf) } : {}),
    };
    return withOddity(line, organisation.oddities.administrators.get(person));
  };
  return ok((children.get(undefined) ?? []).map(lineOf));
}

function subAccounts(context: RouteContext): Answer {
  const refusal = mainAccountRefusal(context);
  if (refusal !== undefined) return refusal;
  const listed = [...context.organisation.subAccounts.values()].filter((subAccount) => subAccount.isListed);
  const line = ({ id, name, isActive }: SubAccount) => ({ subAccountId: id, subAccountName: name, isActive });
  return ok(listed.map(line));
}

function agentGroups(context: RouteContext): Answer {
  const subAccount = readableSubAccount(context);
  if ("refusal" in subAccount) return subAccount.refusal;
  // An inactive sub-account answers like an empty one, which is why its state has to be looked at.
  const groups = subAccount.isActive ? [...subAccount.groups.values()] : [];
  const { groups: odd } = context.organisation.oddities;
  return ok(groups.map((group) => withOddity({ agentGroupId: group.id, groupName: group.name }, odd.get(group))));
}

function agents(context: RouteContext): Answer {
  const groupId = context.parameters[1] ?? "";
  if (!/^\d+$/.test(groupId)) return error(400, context);
  const subAccount = readableSubAccount(context);
  if ("refusal" in subAccount) return subAccount.refusal;
  const group = subAccount.groups.get(Number(groupId));
  if (group === undefined) return error(404, context);
  const lines = subAccount.isActive ? agentLines(group, context.organisation.oddities) : [];
  return lines.length === 0 && context.strictness === "field" ? noContent : ok(lines);
}

/** Everybody in a group; each agent is shown with one supervisor of the group, where there is one. */
function agentLines(group: AgentGroup, { agents: odd }: Oddities) {
  const supervisors = [...group.seats.keys()].filter(isSupervisor);
  const supervisees = new Map<number, number[]>(supervisors.map((seat) => [seat.agentId, []]));
  const supervisorOf = new Map<Seat, number>();
  let turn = 0;
  for (const seat of group.seats.keys()) {
    const supervisor = supervisors[turn % supervisors.length];
    if (supervisor === undefined || isSupervisor(seat)) continue;
    turn += 1;
    supervisorOf.set(seat, supervisor.agentId);
    supervisees.get(supervisor.agentId)?.push(seat.agentId);
  }
  return Array.from(group.seats, ([seat, person]) => {
    const supervisor = supervisorOf.get(seat);
    const line = {
      ...identityOf(person, `agent${seat.agentId}+${seat.subAccountId}`),
      agentId: seat.agentId,
      agentGroupId: group.id,
      agentType: seat.agentType,
      isActive: seat.isActive,
      supervisorAgentIds: supervisor === undefined ? [] : [supervisor],
      superviseeAgentIds: supervisees.get(seat.agentId) ?? [],
    };
    return withOddity(line, odd.get(seat));
  });
}

function isSupervisor(seat: Seat): boolean {
  return seat.agentType === "SUPERVISOR" || seat.agentType === "MULTI_SUPERVISOR";
}

/** The fields that administrators and agents share; what a person lacks is absent. */
function identityOf(person: Person, login: string) {
  return {
    ...(person.rcUserId === undefined ? {} : { rcUserId: person.rcUserId }),
    firstName: person.firstName,
    lastName: person.lastName,
    engageUserName: `${login}@login.example`,
    userName: `${login}+${environment}@login.example`,
    ...(person.email === undefined ? {} : { email: person.email }),
    envID: environment,
  };
}

function mainAccountRefusal(context: RouteContext): Answer | undefined {
  if (context.parameters[0] !== context.organisation.mainAccountId) return error(404, context);
  return context.organisation.mainWfoAccess ? undefined : error(403, context);
}

function readableSubAccount(context: RouteContext): SubAccount | { readonly refusal: Answer } {
  const subAccount = context.organisation.subAccounts.get(context.parameters[0] ?? "");
  if (subAccount === undefined || !subAccount.isListed) return { refusal: error(404, context) };
  return subAccount.wfoAccess ? subAccount : { refusal: error(403, context) };
}

function error(status: number, context: RouteContext): Answer {
  return ringCxError(status, context);
}

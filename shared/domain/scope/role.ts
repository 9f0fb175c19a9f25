import type { Person } from "#shared/domain/directory/person.ts";
import type { Role } from "#shared/domain/roster/roster-user.ts";
import type { Settings } from "#shared/domain/settings/settings.ts";
import type { AgentAccess } from "./eligibility.ts";

export interface RoleDecision {
  readonly role: Role;
  /** The rule that decided, in words. */
  readonly rule: string;
}

/** The role of somebody in scope (design 4.3); `undefined` when what was read cannot tell. */
export function decideRole(
  person: Person,
  { agent: access, settings }: { readonly agent: AgentAccess; readonly settings: Settings },
): RoleDecision | undefined {
  const choice = settings.adminAndAgentRole;
  if (!person.administrator) return agentRole(person, settings);
  if (access === "no") return { role: "Administrator", rule: "only an administrator" };

  const rule = `administrator and agent, adminAndAgentRole = ${choice}`;
  if (choice === "first" || choice === "Administrator") return { role: "Administrator", rule };
  if (access === "unknown") return undefined;
  if (choice === "last") {
    const agent = agentRole(person, settings);
    return { role: agent.role, rule: `${rule}: ${agent.rule}` };
  }
  return { role: choice, rule };
}

function agentRole(person: Person, settings: Settings): RoleDecision {
  const supervises = person.seats.some(
    ({ agentType }) => agentType === "SUPERVISOR" || agentType === "MULTI_SUPERVISOR",
  );
  return supervises
    ? {
        role: settings.supervisorRole,
        rule: `agent with a supervisor's seat, supervisorRole = ${settings.supervisorRole}`,
      }
    : { role: "Agent", rule: "agent without a supervisor's seat" };
}

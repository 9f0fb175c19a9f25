import type { AgentGroup, Extension, Person, Seat, UserRole } from "./organisation-model.ts";

/** Fields as a record has them on the wire; `undefined` stands for one that it lacks. */
export type Oddity = Readonly<Record<string, unknown>>;

/** What single records say on the wire beside or instead of what they should. */
export class Oddities {
  readonly administrators = new Map<Person, Oddity>();
  readonly agents = new Map<Seat, Oddity>();
  readonly groups = new Map<AgentGroup, Oddity>();
  readonly extensions = new Map<Extension, Oddity>();
  readonly roles = new Map<UserRole, Oddity>();
  /** By the extension that holds the roles. */
  readonly assignedRoles = new Map<Extension, Oddity>();
}

export type OddList = keyof Oddities;

const nobody = { rcUserId: undefined, userId: undefined, agentId: undefined };

/** Oddities that were seen, by list and by what they are called, to draw from. */
export const seenOddities = {
  administrators: {
    "null names": { firstName: null, lastName: null },
    "no e-mail": { email: "none" },
    "no ids": nobody,
  },
  agents: {
    "null first name": { firstName: null },
    "blank last name": { lastName: "  " },
    "no e-mail": { email: "n/a" },
    "unknown type": { agentType: "COACH" },
    "active instead of isActive": { isActive: undefined, active: true },
    "no group": { agentGroupId: null },
    "no ids": nobody,
  },
  groups: { "no id": { agentGroupId: null }, "no name": { groupName: null } },
  extensions: {
    "no status": { status: undefined },
    "null status": { status: null },
    "unknown status": { status: "Suspended" },
    "unknown type": { type: "Hologram" },
    "no id": { id: undefined },
  },
  roles: { "null name": { displayName: null }, "no id": { id: undefined } },
  assignedRoles: { "no roles": { roles: undefined }, "null roles": { roles: null } },
} as const satisfies Record<OddList, Readonly<Record<string, Oddity>>>;

/** A line with what is odd about it laid over; JSON leaves out what is `undefined`. */
export function withOddity(line: Readonly<Record<string, unknown>>, oddity: Oddity | undefined) {
  return oddity === undefined ? line : { ...line, ...oddity };
}

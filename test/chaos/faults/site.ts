import { Organisation } from "#test/simulators/ringcentral/organisation.ts";
import type { Person } from "#test/simulators/ringcentral/organisation-model.ts";

/** The permission that counts as Access WEM. */
export const wemPermissionId = "AccessWem";

export const subAccountIds = ["15910001", "15910002"] as const;

/** A contact centre of ten people in two sub-accounts with three groups. */
export interface Site {
  readonly organisation: Organisation;
  /** Agents: 0 to 5 sit in the first sub-account, 6 to 8 in the second. */
  readonly agents: readonly Person[];
  readonly administrator: Person;
}

/** @param serviceExtensions queues and menus beside the people's extensions */
export function openSite({ serviceExtensions = 1 }: { readonly serviceExtensions?: number } = {}): Site {
  const organisation = new Organisation();
  const [first, second] = subAccountIds;
  for (const id of subAccountIds) organisation.addSubAccount({ id });
  organisation.addGroup({ subAccountId: first, id: 30 });
  organisation.addGroup({ subAccountId: first, id: 31 });
  organisation.addGroup({ subAccountId: second, id: 40 });
  organisation.addRole(role("1", []));
  organisation.addRole(role("3", [wemPermissionId]));
  const agents = Array.from({ length: 9 }, (_, index) =>
    organisation.hire({
      firstName: `Forename${index}`,
      lastName: `Surname${index}`,
      email: `person${index}@contact-centre.example`,
      roles: ["3"],
      subAccountId: index < 6 ? first : second,
      groupId: index < 3 ? 30 : index < 6 ? 31 : 40,
      agentType: index === 0 ? "SUPERVISOR" : "AGENT",
    }),
  );
  const administrator = organisation.addPerson({
    firstName: "Chief",
    lastName: "Officer",
    email: "chief@contact-centre.example",
    roles: ["1"],
  });
  organisation.makeAdministrator(administrator);
  for (let number = 0; number < serviceExtensions; number += 1) {
    organisation.addServiceExtension({ name: `Queue ${number}`, type: "Department" });
  }
  return { organisation, agents, administrator };
}

function role(id: string, permissionIds: string[]) {
  return { id, displayName: `Role ${id}`, description: "", custom: true, hidden: false, permissionIds };
}

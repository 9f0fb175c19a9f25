import { Organisation } from "./organisation.ts";

/** Two sub-accounts with two groups each, and a few people whom the tests know by name. */
export function smallOrganisation() {
  const organisation = new Organisation();
  for (const [index, id] of ["15910001", "15910002"].entries()) {
    organisation.addSubAccount({ id, name: `Site ${index + 1}` });
    for (const team of [30, 31])
      organisation.addGroup({ subAccountId: id, id: team + 10 * index, name: `Team ${team}` });
  }
  organisation.addRole({
    id: "1",
    displayName: "Super Admin",
    description: "Everything",
    custom: false,
    hidden: false,
    permissionIds: ["ReadExtensions"],
  });
  organisation.addRole({
    id: "7",
    displayName: "Hidden",
    description: "Made by the system",
    custom: false,
    hidden: true,
    permissionIds: [],
  });
  organisation.addRole({
    id: "3",
    displayName: "Agent",
    description: "Workforce management",
    custom: true,
    hidden: false,
    permissionIds: ["AccessWem"],
  });
  const supervisor = organisation.hire({
    firstName: "Róisín",
    lastName: "Ó Súilleabháin",
    email: "roisin@aurelia.example",
    roles: ["3", "7"],
    subAccountId: "15910001",
    agentType: "SUPERVISOR",
  });
  const agent = organisation.hire({
    firstName: "José",
    lastName: "García Márquez",
    email: "jose@aurelia.example",
    roles: ["3"],
    subAccountId: "15910001",
  });
  organisation.seat(agent, { subAccountId: "15910001", groupId: 31 });
  const stranger = organisation.hire({
    firstName: "Ngozi",
    lastName: "Okonkwo",
    rcUserId: "none",
    subAccountId: "15910002",
  });
  const administrator = organisation.addPerson({
    firstName: "Hélène",
    lastName: "D'Aubigné",
    email: "helene@aurelia.example",
    roles: ["1"],
  });
  organisation.makeAdministrator(administrator);
  organisation.addServiceExtension({ name: "Sales queue", type: "Department" });
  return { organisation, supervisor, agent, stranger, administrator };
}

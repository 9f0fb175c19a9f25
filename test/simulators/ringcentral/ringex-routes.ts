import { invalidParameter, missingAppPermission, missingPermission, notFound, ok } from "./answers.ts";
import { withOddity } from "./oddities.ts";
import type { Organisation } from "./organisation.ts";
import type { Extension, Person, RingExPermission, UserRole } from "./organisation-model.ts";
import { extensionTypes } from "./organisation-model.ts";
import { pageOf, pageRequest } from "./pages.ts";
import type { Route, RouteContext } from "./routing.ts";
import type { Answer } from "./simulated-exchange.ts";

/** RingEX endpoints, all behind `/restapi/v1.0/account/{accountId}`. */
export const ringExRoutes: readonly Route[] = [
  { path: /^\/restapi\/v1\.0\/account\/([^/]+)$/, group: "light", answer: limited("ReadCompanyInfo", account) },
  {
    path: /^\/restapi\/v1\.0\/account\/([^/]+)\/extension$/,
    group: "medium",
    answer: limited("ReadExtensions", extensions),
  },
  { path: /^\/restapi\/v1\.0\/account\/([^/]+)\/user-role$/, group: "medium", answer: limited("ReadUserRoles", roles) },
  {
    path: /^\/restapi\/v1\.0\/account\/([^/]+)\/user-role\/([^/]+)$/,
    group: "light",
    answer: limited("ReadUserRoles", role),
  },
  {
    path: /^\/restapi\/v1\.0\/account\/([^/]+)\/assigned-role$/,
    group: "medium",
    answer: limited("ReadAssignedRoles", assignedRoles),
  },
];

const statuses = ["Enabled", "Disabled", "Frozen", "NotActivated", "Unassigned"];

/** Checks the account and the user's permission before the endpoint is reached. */
function limited(permission: RingExPermission, next: (context: RouteContext) => Answer) {
  return (context: RouteContext): Answer => {
    const { organisation, parameters, strictness } = context;
    if (parameters[0] !== "~" && parameters[0] !== String(organisation.ringExAccountId)) return notFound("accountId");
    if (!organisation.appPermissions.has("ReadAccounts")) return missingAppPermission("ReadAccounts");
    return organisation.permissions.has(permission) ? next(context) : missingPermission(permission, strictness);
  };
}

function account({ organisation, request }: RouteContext): Answer {
  return ok({
    id: organisation.ringExAccountId,
    uri: accountUri(organisation, request.origin),
    mainNumber: "+15550100000",
    status: "Confirmed",
    setupWizardState: "Completed",
    federated: false,
  });
}

function extensions({ organisation, request, query }: RouteContext): Answer {
  const page = pageRequest(query);
  if ("refusal" in page) return page.refusal;
  const status = query.getAll("status").filter(Boolean);
  const type = query.getAll("type").filter(Boolean);
  if (status.some((value) => !statuses.includes(value))) return invalidParameter("status");
  if (type.some((value) => !extensionTypes.some((known) => known === value))) return invalidParameter("type");
  const number = query.get("extensionNumber");
  const email = query.get("email");
  const filtered = status.length > 0 || type.length > 0 || number !== null || email !== null;
  const matches = (extension: Extension) =>
    (status.length === 0 || status.includes(extension.status)) &&
    (type.length === 0 || type.includes(extension.type)) &&
    (number === null || extension.number === number) &&
    (email === null || extension.person?.email === email);
  const rows = filtered ? organisation.extensions.filter(matches) : organisation.extensions;
  const base = `${accountUri(organisation, request.origin)}/extension`;
  const odd = organisation.oddities.extensions;
  const line = (extension: Extension) => withOddity(extensionLine(extension, base), odd.get(extension));
  return ok(pageOf(rows, { ...page, request, line }));
}

function extensionLine(extension: Extension, base: string) {
  const uri = `${base}/${extension.id}`;
  const { person } = extension;
  return {
    id: extension.id,
    uri,
    // RingCentral shows an extension without a number when it is not assigned.
    ...(extension.status === "Unassigned" ? {} : { extensionNumber: extension.number }),
    ...(person === undefined
      ? { name: extension.name ?? "" }
      : { name: `${person.firstName} ${person.lastName}`.trim(), contact: contactOf(person) }),
    type: extension.type,
    status: extension.status,
    hidden: false,
    permissions: { admin: { enabled: person?.administrator !== undefined }, internationalCalling: { enabled: false } },
    profileImage: { uri: `${uri}/profile-image` },
  };
}

function contactOf(person: Person) {
  const { firstName, lastName, email } = person;
  return { firstName, lastName, ...(email === undefined ? {} : { email }), emailAsLoginName: email !== undefined };
}

function roles({ organisation, request, query }: RouteContext): Answer {
  const page = pageRequest(query);
  if ("refusal" in page) return page.refusal;
  const base = `${accountUri(organisation, request.origin)}/user-role`;
  const rows = [...organisation.roles.values()].filter(
    (candidate) => !candidate.hidden || query.get("showHidden") === "true",
  );
  const odd = organisation.oddities.roles;
  return ok(pageOf(rows, { ...page, request, line: (row) => withOddity(roleLine(row, base), odd.get(row)) }));
}

function role({ organisation, request, parameters }: RouteContext): Answer {
  const found = organisation.roles.get(parameters[1] ?? "");
  if (found === undefined) return notFound("roleId");
  const permissions = found.permissionIds.map((id) => ({
    id,
    siteCompatible: "Compatible",
    readOnly: false,
    assignable: true,
  }));
  return ok({ ...roleLine(found, `${accountUri(organisation, request.origin)}/user-role`), permissions });
}

function roleLine(found: UserRole, base: string) {
  const { id, displayName, description, custom, hidden } = found;
  return { uri: `${base}/${id}`, id, displayName, description, custom, scope: "Account", hidden };
}

function assignedRoles({ organisation, request, query }: RouteContext): Answer {
  const page = pageRequest(query);
  if ("refusal" in page) return page.refusal;
  const base = `${accountUri(organisation, request.origin)}/extension`;
  const showHidden = query.get("showHidden") === "true";
  const shown = (id: string) => showHidden || organisation.roles.get(id)?.hidden === false;
  const line = (extension: Extension) => {
    const roles = (extension.person?.roles ?? []).filter(shown).map((id) => ({
      id,
      displayName: organisation.roles.get(id)?.displayName ?? "",
      autoAssigned: false,
    }));
    const own = { uri: `${base}/${extension.id}/assigned-role`, extensionId: String(extension.id), roles };
    return withOddity(own, organisation.oddities.assignedRoles.get(extension));
  };
  return ok(pageOf(organisation.roleHolders, { ...page, request, line }));
}

function accountUri(organisation: Organisation, origin: string): string {
  return `${origin}/restapi/v1.0/account/${organisation.ringExAccountId}`;
}

import type { Bearer } from "#shared/adapters/http/api-request.ts";
import { allTries } from "#shared/adapters/http/api-request.ts";
import type { CallBudget } from "#shared/adapters/http/call-budget.ts";
import type { HttpClient } from "#shared/adapters/http/http-client.ts";
import type { LimitGroup } from "#shared/adapters/http/limits.ts";
import { mapFailFast } from "#shared/adapters/http/map-fail-fast.ts";
import { requestUrl } from "#shared/adapters/http/request-url.ts";
import { parsedBy } from "#shared/adapters/http/response-body.ts";
import type { RingExReading, ScopeReading } from "#shared/domain/directory/reading.ts";
import type { ExtensionRecord } from "#shared/domain/directory/source-record.ts";
import type { Settings } from "#shared/domain/settings/settings.ts";
import { namedOnly } from "./nameless.ts";
import { readAllPages, rowsPerPage } from "./read-all-pages.ts";
import type { AssignedRoleRow, Page, UserRoleRow } from "./ringex-schemas.ts";
import { assignedRolePage, extensionPage, rolePermissions, userRolePage } from "./ringex-schemas.ts";
import type { Unreadable } from "./scope-error.ts";
import { permissions, unreadableRingEx } from "./scope-error.ts";

const account = "/restapi/v1.0/account/~";
const userRole = `${account}/user-role`;

interface RingExReaderDependencies {
  readonly http: HttpClient;
  readonly settings: Settings;
  readonly budget: CallBudget;
  readonly session: Bearer;
}

interface Get {
  readonly path: string;
  readonly group: LimitGroup;
  readonly ids?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
}

type Users =
  | { readonly kind: "complete"; readonly ids: ReadonlySet<string>; readonly unknown: ReadonlySet<string> | "anybody" }
  | Unreadable;

type Reading<Row> = Exclude<ScopeReading<Row>, { kind: "not-configured" }>;

/** Reads the extensions and, where Access WEM is a permission, who holds it. */
export class RingExReader {
  readonly #deps: RingExReaderDependencies;

  constructor(deps: RingExReaderDependencies) {
    this.#deps = deps;
  }

  /** @throws SyncError RINGCENTRAL_REJECTED, RINGCENTRAL_UNAVAILABLE, OUT_OF_TIME */
  async read(): Promise<RingExReading> {
    const { ringExCheck, wemAccess } = this.#deps.settings;
    if (ringExCheck === "off") return { extensions: { kind: "not-configured" } };
    if (wemAccess === "ringcx") return { extensions: await this.#extensions() };
    const [extensions, users] = await Promise.all([this.#extensions(), this.#usersWithWemPermission()]);
    if (extensions.kind === "unreadable") return { extensions };
    if (users.kind === "unreadable") return { extensions: users };
    return { extensions, usersWithWemPermission: users.ids, wemPermissionUnknown: users.unknown };
  }

  async #extensions(): Promise<Reading<ExtensionRecord>> {
    try {
      return {
        kind: "complete",
        ...(await this.#list({ path: `${account}/extension`, group: "medium" }, parsedBy(extensionPage))),
      };
    } catch (error) {
      return unreadableRingEx(error, permissions.readExtensions);
    }
  }

  async #usersWithWemPermission(): Promise<Users> {
    const [roles, assigned] = await Promise.all([this.#roles(), this.#assignedRoles()]);
    if (roles.kind === "unreadable") return roles;
    if (assigned.kind === "unreadable") return assigned;
    const inUse = new Set(assigned.records.flatMap((user) => user.roleIds ?? []));
    const listed = new Map(roles.records.map((role) => [role.id, role.permissionIds]));
    try {
      const { granting, unclear } = await this.#granting({ inUse, listed });
      const has = (roleIds: readonly string[], some: ReadonlySet<string>) => roleIds.some((id) => some.has(id));
      const holders = assigned.records.filter(({ roleIds = [] }) => has(roleIds, granting));
      const doubtful = assigned.records.filter(({ roleIds }) => roleIds === undefined || has(roleIds, unclear));
      return {
        kind: "complete",
        ids: new Set(holders.map((user) => user.id)),
        unknown: (assigned.nameless ?? 0) > 0 ? "anybody" : new Set(doubtful.map((user) => user.id)),
      };
    } catch (error) {
      return unreadableRingEx(error, permissions.readUserRoles);
    }
  }

  async #roles(): Promise<Reading<UserRoleRow>> {
    try {
      return { kind: "complete", ...(await this.#list({ path: userRole, group: "medium" }, parsedBy(userRolePage))) };
    } catch (error) {
      return unreadableRingEx(error, permissions.readUserRoles);
    }
  }

  async #assignedRoles(): Promise<Reading<AssignedRoleRow>> {
    // Hidden roles count as well: leaving one out could take somebody's access away.
    const get: Get = { path: `${account}/assigned-role`, group: "medium", query: { showHidden: "true" } };
    try {
      return { kind: "complete", ...(await this.#list(get, parsedBy(assignedRolePage))) };
    } catch (error) {
      return unreadableRingEx(error, permissions.readAssignedRoles);
    }
  }

  /** Which of the roles in use hold a configured permission, and of which that is unclear, also when they are looked into. */
  async #granting(roles: {
    readonly inUse: ReadonlySet<string>;
    readonly listed: ReadonlyMap<string, readonly string[] | undefined>;
  }): Promise<{ readonly granting: ReadonlySet<string>; readonly unclear: ReadonlySet<string> }> {
    const wanted = new Set(this.#deps.settings.wemPermissionIds);
    const unexplained = [...roles.inUse].filter((id) => roles.listed.get(id) === undefined);
    this.#deps.budget.expect(unexplained.length);
    const explained = await mapFailFast(unexplained, async (id) => {
      const get: Get = { path: `${userRole}/{roleId}`, ids: { roleId: id }, group: "light" };
      const held = await this.#get(get, parsedBy(rolePermissions));
      return [id, held] as const;
    });
    const held = new Map<string, readonly string[] | undefined>([...roles.listed, ...explained]);
    const inUse = [...roles.inUse];
    return {
      granting: new Set(inUse.filter((id) => held.get(id)?.some((permission) => wanted.has(permission)))),
      unclear: new Set(inUse.filter((id) => held.get(id) === undefined)),
    };
  }

  /** @throws ApiError when more than a tenth of the list names nobody */
  async #list<Row extends { readonly id?: string }>(get: Get, parse: (body: unknown) => Page<Row>) {
    const paged = (page: number): Get => ({
      ...get,
      query: { ...get.query, perPage: String(rowsPerPage), page: String(page) },
    });
    const { budget } = this.#deps;
    const about = `GET ${get.path}`;
    const list = await readAllPages({ about, page: (page) => this.#get(paged(page), parse), budget });
    return namedOnly(get.path, list);
  }

  async #get<T>(get: Get, parse: (body: unknown) => T): Promise<T> {
    const { http, settings, session } = this.#deps;
    return await http.request(
      {
        host: "ringCentral",
        groups: [get.group],
        method: "GET",
        url: requestUrl({ baseUrl: settings.baseUrl, ...get }),
        path: get.path,
        bearer: session,
        tries: allTries,
      },
      parse,
    );
  }
}

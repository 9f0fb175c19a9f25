import { allTries } from "#shared/adapters/http/api-request.ts";
import type { CallBudget } from "#shared/adapters/http/call-budget.ts";
import type { HttpClient } from "#shared/adapters/http/http-client.ts";
import type { LimitGroup } from "#shared/adapters/http/limits.ts";
import { mapFailFast } from "#shared/adapters/http/map-fail-fast.ts";
import { parsedBy } from "#shared/adapters/http/parsed-by.ts";
import { requestUrl } from "#shared/adapters/http/request-url.ts";
import type { RingExReading, ScopeReading } from "#shared/domain/directory/reading.ts";
import type { ExtensionRecord } from "#shared/domain/directory/source-record.ts";
import type { Settings } from "#shared/domain/settings/settings.ts";
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
  /** The RingCentral access token; one login however often it is asked for. */
  readonly logIn: () => Promise<string>;
}

interface Get {
  readonly path: string;
  readonly group: LimitGroup;
  readonly ids?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
}

type Users = { readonly kind: "complete"; readonly ids: ReadonlySet<string> } | Unreadable;

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
    return users.kind === "complete" ? { extensions, usersWithWemPermission: users.ids } : { extensions: users };
  }

  async #extensions(): Promise<Reading<ExtensionRecord>> {
    try {
      const records = await this.#list({ path: `${account}/extension`, group: "medium" }, parsedBy(extensionPage));
      return { kind: "complete", records };
    } catch (error) {
      return unreadableRingEx(error, permissions.readExtensions);
    }
  }

  async #usersWithWemPermission(): Promise<Users> {
    const [roles, assigned] = await Promise.all([this.#roles(), this.#assignedRoles()]);
    if (roles.kind === "unreadable") return roles;
    if (assigned.kind === "unreadable") return assigned;
    const inUse = new Set(assigned.records.flatMap((user) => user.roleIds));
    const listed = new Map(roles.records.map((role) => [role.id, role.permissionIds]));
    try {
      const granting = await this.#granting({ inUse, listed });
      const holders = assigned.records.filter((user) => user.roleIds.some((id) => granting.has(id)));
      return { kind: "complete", ids: new Set(holders.map((user) => user.id)) };
    } catch (error) {
      return unreadableRingEx(error, permissions.readUserRoles);
    }
  }

  async #roles(): Promise<Reading<UserRoleRow>> {
    try {
      return {
        kind: "complete",
        records: await this.#list({ path: userRole, group: "medium" }, parsedBy(userRolePage)),
      };
    } catch (error) {
      return unreadableRingEx(error, permissions.readUserRoles);
    }
  }

  async #assignedRoles(): Promise<Reading<AssignedRoleRow>> {
    // Hidden roles count as well: leaving one out could take somebody's access away.
    const get: Get = { path: `${account}/assigned-role`, group: "medium", query: { showHidden: "true" } };
    try {
      return { kind: "complete", records: await this.#list(get, parsedBy(assignedRolePage)) };
    } catch (error) {
      return unreadableRingEx(error, permissions.readAssignedRoles);
    }
  }

  /** Which of the roles in use hold a configured permission; those that the list did not explain are looked into. */
  async #granting(roles: {
    readonly inUse: ReadonlySet<string>;
    readonly listed: ReadonlyMap<string, readonly string[] | undefined>;
  }): Promise<ReadonlySet<string>> {
    const wanted = new Set(this.#deps.settings.wemPermissionIds);
    const unexplained = [...roles.inUse].filter((id) => roles.listed.get(id) === undefined);
    this.#deps.budget.expect(unexplained.length);
    const explained = await mapFailFast(unexplained, async (id) => {
      const get: Get = { path: `${userRole}/{roleId}`, ids: { roleId: id }, group: "light" };
      const held = await this.#get(get, parsedBy(rolePermissions));
      return [id, held] as const;
    });
    const held = new Map<string, readonly string[] | undefined>([...roles.listed, ...explained]);
    return new Set([...roles.inUse].filter((id) => held.get(id)?.some((permission) => wanted.has(permission))));
  }

  #list<Row extends { readonly id: string }>(get: Get, parse: (body: unknown) => Page<Row>): Promise<readonly Row[]> {
    const paged = (page: number): Get => ({
      ...get,
      query: { ...get.query, perPage: String(rowsPerPage), page: String(page) },
    });
    const { budget } = this.#deps;
    return readAllPages({ about: `GET ${get.path}`, page: (page) => this.#get(paged(page), parse), budget });
  }

  async #get<T>(get: Get, parse: (body: unknown) => T): Promise<T> {
    const { http, settings, logIn } = this.#deps;
    const token = await logIn();
    return await http.request(
      {
        host: "ringCentral",
        groups: [get.group],
        method: "GET",
        url: requestUrl({ baseUrl: settings.baseUrl, ...get }),
        path: get.path,
        headers: { authorization: `Bearer ${token}` },
        tries: allTries,
      },
      parse,
    );
  }
}

import * as z from "zod";
import { extensionStatuses } from "#shared/domain/directory/source-record.ts";
import { wireId } from "./id-schema.ts";

const count = z.int().nonnegative().nullish();

/** What says where a page stands in its list; the resource may leave any of it out. */
const frame = {
  paging: z.object({ page: count, perPage: count, totalPages: count, totalElements: count }).nullish(),
  navigation: z.object({ nextPage: z.unknown().optional() }).nullish(),
};

/** One page of a RingEX list. */
export interface Page<Row> {
  readonly records: readonly Row[];
  /** 1 is the first. */
  readonly page?: number;
  readonly perPage?: number;
  readonly totalElements?: number;
  readonly hasNextPage: boolean;
}

function pageOf<Row>(row: z.ZodType<Row>): z.ZodType<Page<Row>> {
  return z.object({ records: z.array(row), ...frame }).transform(({ records, paging, navigation }): Page<Row> => {
    const { page, perPage, totalElements } = paging ?? {};
    return {
      records,
      ...(typeof page === "number" ? { page } : {}),
      ...(typeof perPage === "number" ? { perPage } : {}),
      ...(typeof totalElements === "number" ? { totalElements } : {}),
      hasNextPage: navigation?.nextPage !== undefined && navigation.nextPage !== null,
    };
  });
}

/** A record of a list; `id` is absent where there is no usable one, so that it names nobody. */
interface Listed {
  readonly id?: string;
}

function listed<Facts>(record: unknown, idField: string, read: (field: (name: string) => unknown) => Facts) {
  const field = (name: string): unknown =>
    typeof record === "object" && record !== null && Object.hasOwn(record, name)
      ? Reflect.get(record, name)
      : undefined;
  const id = wireId(field(idField));
  const named: Listed = id.kind === "id" ? { id: id.id } : {};
  return { ...named, ...read(field) };
}

/** A status that is missing or unknown costs this person only. */
export const extensionPage = pageOf(
  z.unknown().transform((record) =>
    listed(record, "id", (field) => {
      const status = extensionStatuses.find((known) => known === field("status"));
      return status === undefined ? {} : { status };
    }),
  ),
);

/** The ids in a list of objects; `undefined` where it is no such list. */
function idsOf(list: unknown): readonly string[] | undefined {
  if (!Array.isArray(list)) return undefined;
  const ids = list.map((one: unknown) =>
    typeof one === "object" && one !== null ? Reflect.get(one, "id") : undefined,
  );
  const isId = (id: unknown) => (typeof id === "string" && id !== "") || typeof id === "number";
  return ids.every(isId) ? ids.map(String) : undefined;
}

/** The list may leave the permissions out; what is not understood counts as left out, and is looked up. */
export const userRolePage = pageOf(
  z.unknown().transform((record) => listed(record, "id", (field) => ({ permissionIds: idsOf(field("permissions")) }))),
);

/** Without roles nobody has a permission; roles that are not understood tell nothing. */
export const assignedRolePage = pageOf(
  z.unknown().transform((record) =>
    listed(record, "extensionId", (field) => {
      const roles = field("roles");
      return { roleIds: roles === undefined || roles === null ? [] : idsOf(roles) };
    }),
  ),
);

/** Ids of the permissions that one role holds; `undefined` where they are not understood. */
export const rolePermissions = z
  .object({ permissions: z.unknown() })
  .transform(({ permissions }) => idsOf(permissions));

type Named<Row> = Row & { readonly id: string };
export type UserRoleRow = Named<z.output<typeof userRolePage>["records"][number]>;
export type AssignedRoleRow = Named<z.output<typeof assignedRolePage>["records"][number]>;

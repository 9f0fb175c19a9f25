import * as z from "zod";
import { extensionStatuses } from "#shared/domain/directory/source-record.ts";
import { requiredId } from "./id-schema.ts";

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

/** Without id or status nothing can be said about anybody's absence, so one bad line spoils the list. */
export const extensionPage = pageOf(z.object({ id: requiredId, status: z.enum(extensionStatuses) }));

const permissionIds = z
  .array(z.object({ id: z.union([z.string(), z.number()]) }))
  .transform((held) => held.map((permission) => String(permission.id)));

/** The list may leave the permissions out. */
export const userRolePage = pageOf(
  z
    .object({ id: requiredId, permissions: permissionIds.nullish() })
    .transform(({ id, permissions }) => ({ id, permissionIds: permissions ?? undefined })),
);

export const assignedRolePage = pageOf(
  z
    .object({ extensionId: requiredId, roles: z.array(z.object({ id: requiredId })) })
    .transform(({ extensionId, roles }) => ({ id: extensionId, roleIds: roles.map((role) => role.id) })),
);

/** Ids of the permissions that one role holds. */
export const rolePermissions = z.object({ permissions: permissionIds }).transform((role) => role.permissions);

export type UserRoleRow = z.output<typeof userRolePage>["records"][number];
export type AssignedRoleRow = z.output<typeof assignedRolePage>["records"][number];

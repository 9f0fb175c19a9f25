declare const brand: unique symbol;
type Brand<Name extends string> = string & { readonly [brand]: Name };

/** One customer of the service; `default` where there is only one. */
export type TenantId = Brand<"TenantId">;
/** Sort key of a roster user. */
export type UserId = Brand<"UserId">;
/** RingCentral identity of a person: `rc:<rcUserId>`, `cx-agent:<subAccountId>:<agentId>` or `cx-user:<userId>`. */
export type SourceId = Brand<"SourceId">;
/** ULID of one run; sorts by start time. */
export type RunId = Brand<"RunId">;

export const tenantId = (value: string): TenantId => value as TenantId;
export const userId = (value: string): UserId => value as UserId;
export const sourceId = (value: string): SourceId => value as SourceId;
export const runId = (value: string): RunId => value as RunId;

/** The user id that a create gives to a source id, always the same: `rc:1009` -> `rc-1009`. */
export function userIdOfSource(source: SourceId): UserId {
  return source.replaceAll(":", "-") as UserId;
}

export const ulidAlphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/** The first ten characters of the ULIDs made in a millisecond: ids sort by them. */
export function ulidTime(at: Date): string {
  let time = "";
  for (let left = at.getTime(), digit = 0; digit < 10; digit += 1, left = Math.floor(left / 32)) {
    time = ulidAlphabet.charAt(left % 32) + time;
  }
  return time;
}

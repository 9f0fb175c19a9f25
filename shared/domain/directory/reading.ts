import type { RingCxRefusal } from "./refusals.ts";
import type { AdministratorRecord, AgentRecord, ExtensionRecord } from "./source-record.ts";

/** A part of the directory that is read as a whole or not at all (design 4.1). */
export type ScopeId = "main" | "ringex" | `sub:${string}`;

/** Why a scope could not be read, for a person: no names, no tokens. */
export interface ScopeError {
  readonly scope: ScopeId;
  readonly cause: string;
  /** The permission that a 403 points to, and the setting that does without it. */
  readonly missingPermission?: string;
  /** The list was read, but this many of its records name nobody. */
  readonly nameless?: number;
  /** What to do about it, in whole sentences. */
  readonly advice?: string;
}

/** A list that was read to its end, or the reason why it counts as unread. There is no third state. */
export type ScopeReading<Row> =
  /** `nameless` counts the records without any usable id: the list tells who is there, but not who is missing. */
  | { readonly kind: "complete"; readonly records: readonly Row[]; readonly nameless?: number }
  | {
      readonly kind: "unreadable";
      readonly cause: string;
      readonly missingPermission?: string;
      readonly advice?: string;
      /** Of RingCX: an answer that time does not heal. */
      readonly refusal?: RingCxRefusal;
    }
  | { readonly kind: "not-configured" };

/** RingCX as one reading saw it. */
export interface RingCxReading {
  readonly administrators: ScopeReading<AdministratorRecord>;
  /** In the configured order of `subAccountIds`, which decides "first" and "last" role retrieved. */
  readonly subAccounts: readonly { readonly subAccountId: string; readonly agents: ScopeReading<AgentRecord> }[];
}

/** RingEX as one reading saw it. */
export interface RingExReading {
  readonly extensions: ScopeReading<ExtensionRecord>;
  /**
   * With `wemAccess: ringex-permission` only: ids of the RingCentral users one of whose roles holds a
   * configured permission. Unreadable roles make the whole `ringex` scope unreadable, so this is absent then.
   */
  readonly usersWithWemPermission?: ReadonlySet<string>;
  /** Users of whom the roles do not tell; `anybody` where a record names nobody, so that nobody's lack is proved. */
  readonly wemPermissionUnknown?: ReadonlySet<string> | "anybody";
}

/** One reading of the whole directory. */
export interface DirectoryReading {
  readonly ringCx: RingCxReading;
  readonly ringEx: RingExReading;
}

import type { DirectoryReading, RingCxReading } from "#shared/domain/directory/reading.ts";
import type { CallCounts } from "#shared/domain/run/summary.ts";
import type { Settings } from "#shared/domain/settings/settings.ts";
import type { Deadline } from "./clock.ts";

/** What the secret of a tenant holds (design 3.2). */
export interface Credentials {
  readonly clientSecret: string;
  readonly jwt: string;
}

export interface DirectoryRequest {
  readonly settings: Settings;
  readonly credentials: Credentials;
  readonly deadline: Deadline;
  /** `press` where nothing is said. */
  readonly occasion?: LoginOccasion;
}

/**
 * Why somebody logs in, which decides what a refusal that is remembered means: a daily run may try once all the same,
 * and so may, once in five minutes, a person who says that it was corrected in RingCentral.
 */
export type LoginOccasion =
  | { readonly kind: "press" | "press-again" }
  | { readonly kind: "schedule"; readonly scheduledFor?: string };

/** Makes a connection; makes no call. */
export type ConnectDirectory = (request: DirectoryRequest) => Directory;

/** The customer's RingCentral directory, read only. One object serves one run: it logs in once. */
export interface Directory {
  /**
   * Reads every configured scope once. A scope that cannot be read is returned as unreadable.
   * @throws RINGCENTRAL_REJECTED, RINGCENTRAL_UNAVAILABLE the login failed
   * @throws RINGCX_REJECTED, RINGCX_UNAVAILABLE the RingCX token was refused, or no RingCX scope is readable
   * @throws OUT_OF_TIME with `details.callsMade` and `details.callsNeeded`
   */
  read(): Promise<DirectoryReading>;
  /**
   * Reads RingCX once more, with the same login: administrators if `main` is asked for, and those of the
   * configured sub-accounts that are named; the others come back as `not-configured`. Throws like `read`.
   */
  readAgain(request: { readonly main: boolean; readonly subAccountIds: readonly string[] }): Promise<RingCxReading>;
  /** RingCX calls that the first reading took, which decides how much of it is repeated. */
  ringCxCallsOfFirstReading(): number;
  calls(): CallCounts;
  /** Wall-clock time, so far, in which at least one call waited for a limit or a penalty. */
  waitedMs(): number;
  /** Calls that the reading that goes on still needs, as far as is known by now. */
  callsLeft(): number;
}

/** A sub-account that the credentials see. */
export interface SeenSubAccount {
  readonly id: string;
  /** Empty where the account does not say. */
  readonly name: string;
  /** `unknown` where the account does not say. */
  readonly activity: "active" | "inactive" | "unknown";
}

/** What can be asked of RingCentral before the settings are complete; logs in once. */
export interface DirectoryProbe {
  /** In the order of the account's list. Throws like `Directory.read`, and RINGCX_UNAVAILABLE for a refused list. */
  subAccounts(): Promise<readonly SeenSubAccount[]>;
}

/** Makes a connection; makes no call. Of the settings it needs the two URLs, the main account and the client id. */
export type ConnectProbe = (request: DirectoryRequest) => DirectoryProbe;

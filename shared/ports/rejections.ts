import type { Press } from "#shared/domain/directory/presses.ts";
import type { LoginId, Rejection } from "#shared/domain/directory/rejection.ts";
import type { TenantId } from "#shared/domain/ids.ts";

/** Persons' logins with the state of the list, by which two who write at once are told apart. */
export interface StoredPresses {
  readonly presses: readonly Press[];
  readonly version: number;
}

/** Logins that RingCentral refused, shared by everybody who logs in (design 4.1). Reads are strongly consistent. */
export interface Rejections {
  /** What is known of this very login and of a lock of its app; also of refusals whose time is over. */
  find(login: LoginId): Promise<readonly Rejection[]>;
  /** A lock is kept for every login of the app, any other refusal for this one. */
  remember(login: LoginId, rejection: Rejection): Promise<void>;
  /** Forgets what `find` finds. */
  forget(login: LoginId): Promise<void>;
  presses(tenantId: TenantId): Promise<StoredPresses>;
  /** `refused` when somebody else has written since `stored` was read. */
  writePresses(tenantId: TenantId, stored: StoredPresses): Promise<"written" | "refused">;
}

import { randomUUID } from "node:crypto";
import { admitPress, type Press, settlePress } from "#shared/domain/directory/presses.ts";
import { adviceOf, withoutAdvice } from "#shared/domain/directory/refusals.ts";
import {
  blockingRejection,
  isLock,
  type LoginId,
  loginIdOf,
  type Rejection,
  rejectionAfter,
} from "#shared/domain/directory/rejection.ts";
import type { TenantId } from "#shared/domain/ids.ts";
import { SyncError } from "#shared/domain/sync-error.ts";
import { formatInstant } from "#shared/domain/text.ts";
import { logMessage } from "#shared/names.ts";
import type { Claims } from "#shared/ports/claims.ts";
import type { Clock } from "#shared/ports/clock.ts";
import type { DirectoryRequest, LoginOccasion } from "#shared/ports/directory.ts";
import type { Rejections } from "#shared/ports/rejections.ts";
import type { Telemetry } from "#shared/ports/telemetry.ts";
import { type Login, refusedLogin } from "./ringcentral-login.ts";

/** What is remembered of logins, and by whom a wait is passed over. */
export interface LoginMemory {
  readonly rejections: Rejections;
  readonly claims: Claims;
}

interface Dependencies extends LoginMemory {
  readonly clock: Clock;
  readonly note?: Telemetry["note"];
}

const minuteMs = 60_000;
const againMs = 5 * minuteMs;
/** Longer than a daily run is tried again and resumed. */
const dailyMs = 2 * 1_440 * minuteMs;
const busyMs = 1_000;
const maxTurns = 20;

/**
 * Sends a login unless RingCentral is known to refuse it: then it throws what a refusal throws, without a call. A
 * refusal is remembered for everybody who logs in, and a login that succeeds is forgotten.
 * @throws SyncError what `logIn` throws; a refusal has `details.retryAt`, until when it is remembered
 */
export async function rememberedLogin(
  request: DirectoryRequest,
  deps: Dependencies,
  logIn: () => Promise<Login>,
): Promise<Login> {
  const { settings, credentials, occasion = { kind: "press" } } = request;
  const login = loginIdOf({ ...settings, ...credentials });
  const known = await deps.rejections.find(login);
  const blocking = blockingRejection(known, deps.clock.now());
  if (blocking !== undefined) await passOver(blocking, { login, occasion }, deps);
  const press = occasion.kind === "schedule" ? undefined : await admitted(login.tenantId, deps);
  try {
    const granted = await logIn();
    await settle(press, "not-refused", { login, deps });
    if (known.length > 0) await keep(() => deps.rejections.forget(login), deps);
    return granted;
  } catch (error) {
    const code = refusalCodeOf(error);
    await settle(press, code === undefined ? "not-refused" : "refused", { login, deps });
    if (code === undefined || !(error instanceof SyncError)) throw error;
    const rejection = rejectionAfter(known, { code, now: deps.clock.now() });
    await keep(() => deps.rejections.remember(login, rejection), deps);
    // This daily run has had its login, should it be started once more.
    await keep(async () => void (await isFirstOfDay(login.tenantId, occasion, deps)), deps);
    throw told(error, { retryAt: rejection.until, wait: waitWords(rejection) });
  }
}

/** Lets through whom the record does not bind: each daily run once, and a person who has corrected something. */
async function passOver(
  rejection: Rejection,
  { login, occasion }: { readonly login: LoginId; readonly occasion: LoginOccasion },
  { claims }: Dependencies,
): Promise<void> {
  const { tenantId } = login;
  const { code, at, until: retryAt } = rejection;
  let words = waitWords(rejection);
  if (await isFirstOfDay(tenantId, occasion, { claims })) return;
  if (occasion.kind === "press-again") {
    const until = await claims.claim({ tenantId, name: "again" }, againMs);
    if (until === undefined) return;
    words = `${words} It was tried again less than five minutes ago, and can be tried again at ${formatInstant(until)}.`;
  }
  const refused = refusedLogin(code, { facts: { errorCode: code, refusedAt: at } });
  throw told(refused, { remark: `That was at ${formatInstant(at)}.`, retryAt, wait: words });
}

/** A refusal with the wait at the end of its advice, and a remark in front of it. */
function told(
  refused: SyncError,
  { remark, retryAt, wait }: { readonly remark?: string; readonly retryAt: string; readonly wait: string },
): SyncError {
  const { code, details, retryable } = refused;
  const advice = [adviceOf(refused), wait].join(" ");
  const words = [withoutAdvice(refused), ...(remark === undefined ? [] : [remark]), advice].join(" ");
  return new SyncError(code, words, { details: { ...details, retryAt, advice }, retryable });
}

/** Whether it is a daily run, and this the one login that it has whatever is remembered. */
async function isFirstOfDay(
  tenantId: TenantId,
  occasion: LoginOccasion,
  { claims }: Pick<Dependencies, "claims">,
): Promise<boolean> {
  if (occasion.kind !== "schedule" || occasion.scheduledFor === undefined) return false;
  return (await claims.claim({ tenantId, name: `daily#${occasion.scheduledFor}` }, dailyMs)) === undefined;
}

/** Waits while as many logins as a person may have refused are on their way. */
async function admitted(tenantId: TenantId, { rejections, clock }: Dependencies): Promise<Press["id"]> {
  const id = randomUUID();
  for (let turn = 1; turn <= maxTurns; turn += 1) {
    const stored = await rejections.presses(tenantId);
    // Written, although the answer was lost.
    if (stored.presses.some((press) => press.id === id)) return id;
    const admission = admitPress(stored.presses, { id, now: clock.now() });
    switch (admission.kind) {
      case "admitted":
        if ((await rejections.writePresses(tenantId, { ...stored, ...admission })) === "written") return id;
        break;
      case "busy":
        await clock.sleep(busyMs);
        break;
      case "full": {
        const { retryAt } = admission;
        const advice = `Try again at ${formatInstant(retryAt)}.`;
        const words = `RingCentral refused five logins of tenant ${tenantId} within 15 minutes, and locks an account after a few more. Nothing was sent. ${advice}`;
        throw new SyncError("RINGCENTRAL_REJECTED", words, { details: { retryAt, advice } });
      }
    }
  }
  const advice = "Try again in a minute.";
  const words = `Too many people are logging in as tenant ${tenantId} at once. Nothing was sent. ${advice}`;
  throw new SyncError("RINGCENTRAL_UNAVAILABLE", words, { details: { advice } });
}

async function settle(
  id: Press["id"] | undefined,
  outcome: "refused" | "not-refused",
  { login: { tenantId }, deps }: { readonly login: LoginId; readonly deps: Dependencies },
): Promise<void> {
  if (id === undefined) return;
  await keep(async () => {
    for (let turn = 1; turn <= maxTurns; turn += 1) {
      const stored = await deps.rejections.presses(tenantId);
      const presses = settlePress(stored.presses, { id, outcome });
      if ((await deps.rejections.writePresses(tenantId, { ...stored, presses })) === "written") return;
    }
  }, deps);
}

/** What RingCentral has answered is told whether or not it can be remembered. */
async function keep(write: () => Promise<void>, { note }: Dependencies): Promise<void> {
  try {
    await write();
  } catch (error) {
    note?.("warn", logMessage.loginNotRemembered, { error: error instanceof Error ? error.name : typeof error });
  }
}

/** RingCentral's own code of a refused login, else its status; `undefined` for an error that is none of its answers. */
function refusalCodeOf(error: unknown): string | undefined {
  if (!(error instanceof SyncError) || error.code !== "RINGCENTRAL_REJECTED") return undefined;
  const { errorCode, status } = error.details;
  const code = errorCode ?? status;
  return code === undefined ? undefined : String(code);
}

function waitWords(rejection: Rejection): string {
  const until = formatInstant(rejection.until);
  return isLock(rejection)
    ? `No login of this app is sent before ${until}.`
    : `The same login is not sent again before ${until}; a changed client id, secret, JWT or URL is tried at once.`;
}

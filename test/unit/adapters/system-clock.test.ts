import { expect, test } from "vitest";
import { systemClock } from "#shared/adapters/system-clock.ts";

test("a sleep ends by itself", async () => {
  await expect(systemClock.sleep(1)).resolves.toBeUndefined();
});

test("a sleep that is aborted rejects with the reason, at once", async () => {
  const controller = new AbortController();
  const reason = new Error("stop");
  const sleeping = systemClock.sleep(3_600_000, controller.signal);
  controller.abort(reason);
  await expect(sleeping).rejects.toBe(reason);
});

test("a sleep with a signal that is aborted already rejects with its reason", async () => {
  const reason = new Error("stop");
  await expect(systemClock.sleep(3_600_000, AbortSignal.abort(reason))).rejects.toBe(reason);
});

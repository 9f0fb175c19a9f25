import { systemClock } from "#shared/adapters/system-clock.ts";
import type { Clock } from "#shared/ports/clock.ts";

/** A clock that goes right and shows so many ms more, or less, than it should. */
export function skewedClock(skewMs: number): Clock {
  return { ...systemClock, now: () => new Date(Date.now() + skewMs) };
}

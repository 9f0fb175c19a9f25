/** A login that a person had sent, and what came of it. */
export interface Press {
  readonly id: string;
  /** ISO 8601 UTC. */
  readonly at: string;
  /** `open`: it is not known yet. */
  readonly outcome: "open" | "refused";
}

const maxPresses = 5;
const windowMs = 15 * 60_000;
/** A login takes less; one that is open for longer was given up, and may have been refused. */
const openMs = 60_000;

/** Whether one more login may be sent: then with the list that it stands in. `retryAt` is ISO 8601 UTC. */
export type Admission =
  | { readonly kind: "admitted"; readonly presses: readonly Press[] }
  /** Somebody's login is just being tried; it may turn out well. */
  | { readonly kind: "busy" }
  | { readonly kind: "full"; readonly retryAt: string };

/** Admits a person's login while no more than five of the last 15 minutes were, or may yet be, refused. */
export function admitPress(
  known: readonly Press[],
  { id, now }: { readonly id: string; readonly now: Date },
): Admission {
  const nowMs = now.getTime();
  const recent = known.filter(({ at }) => Date.parse(at) > nowMs - windowMs);
  if (recent.length < maxPresses) {
    return { kind: "admitted", presses: [...recent, { id, at: now.toISOString(), outcome: "open" }] };
  }
  if (recent.some(({ at, outcome }) => outcome === "open" && Date.parse(at) > nowMs - openMs)) return { kind: "busy" };
  const oldest = Math.min(...recent.map(({ at }) => Date.parse(at)));
  return { kind: "full", retryAt: new Date(oldest + windowMs).toISOString() };
}

/** The list once the outcome of a login is known: one that was not refused counts no more. */
export function settlePress(
  known: readonly Press[],
  { id, outcome }: { readonly id: string; readonly outcome: "refused" | "not-refused" },
): readonly Press[] {
  if (outcome === "not-refused") return known.filter((press) => press.id !== id);
  return known.map((press) => (press.id === id ? { ...press, outcome } : press));
}

import { changeableAttributes } from "#shared/domain/plan/attributes.ts";
import { claim } from "#test/chaos/oracle/violation.ts";
import type { Item } from "#test/chaos/world/roster-journal.ts";

/** Two rosters are the same but for bookkeeping. @throws Violation */
export function checkSame(is: readonly Item[], wanted: readonly Item[]): void {
  const shown = (roster: readonly Item[]) =>
    roster.map((user) => JSON.stringify([user["userId"], ...changeableAttributes.map((name) => user[name] ?? null)]));
  const [one, other] = [shown(is), shown(wanted)];
  const differing = [...one.filter((user) => !other.includes(user)), ...other.filter((user) => !one.includes(user))];
  claim("what comes after converges", differing.length === 0, () => differing.join(" "));
}

import { shownText } from "#shared/domain/settings/shown-value.ts";
import { usageFailure } from "./failure.ts";

/** `name=value` arguments by name. @throws Failure for what has no `=`, no name, or a name that stands there twice */
export function assignmentsOf(assignments: readonly string[]): Readonly<Record<string, string>> {
  const texts = new Map<string, string>();
  for (const assignment of assignments) {
    const at = assignment.indexOf("=");
    const name = assignment.slice(0, at).trim();
    if (at < 1 || !/^\w{1,64}$/.test(name)) {
      throw usageFailure(`"${shownText(assignment.slice(0, 40))}" is not name=value, e.g. runDailyAtUtc=03:30.`);
    }
    if (texts.has(name)) throw usageFailure(`${name} stands there twice.`);
    texts.set(name, assignment.slice(at + 1));
  }
  // Own properties, whatever they are called.
  return Object.fromEntries(texts);
}

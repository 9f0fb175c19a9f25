import { InvalidArgumentError } from "commander";
import { type RunId, runId } from "#shared/domain/ids.ts";
import { shownText } from "#shared/domain/settings/shown-value.ts";
import { usageFailure } from "./failure.ts";

/** A run id from the command line. @throws Failure when it cannot be one */
export function runIdOf(text: string): RunId {
  if (/^[0-7][0-9A-HJKMNP-TV-Z]{25}$/.test(text)) return runId(text);
  throw usageFailure(
    `"${shownText(text)}" is no run id: expected 26 letters and digits, as \`user-sync runs\` tells them.`,
  );
}

/** Reads an option that is a whole number within bounds. */
export function wholeNumber({ least, most }: { readonly least: number; readonly most: number }) {
  return (text: string): number => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= least && value <= most) return value;
    throw new InvalidArgumentError(`expected a whole number from ${least} to ${most}.`);
  };
}

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

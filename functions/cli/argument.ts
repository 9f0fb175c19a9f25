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

import type { RunRecord } from "./run.ts";

/** What stopped a run: a person's request, or a setting that was changed while it went on. */
export interface Stop {
  readonly cause: "request" | "mode" | "serviceEnabled";
  /** Who asked; with a request only. */
  readonly by?: string;
}

/** Whether a changed setting stopped the run: then nobody has chosen to do without what was due. */
export function isStoppedBySetting({ reasons = [] }: Partial<Pick<RunRecord, "reasons">>): boolean {
  return reasons.some(({ code, details }) => code === "STOPPED" && details?.["by"] !== "request");
}

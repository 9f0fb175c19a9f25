import { SyncError } from "#shared/domain/sync-error.ts";

/**
 * What a log line may tell of a fault: an error of our own says it in words without people; of any other the message
 * may quote anything, so only its name and where it came from are told.
 */
export function errorFacts(fault: unknown): Readonly<Record<string, unknown>> {
  if (fault instanceof SyncError) return { error: fault.code, cause: fault.message.slice(0, 300) };
  if (!(fault instanceof Error)) return { error: typeof fault, frames: [] };
  return { error: fault.name, frames: framesOf(fault) };
}

function framesOf({ message, stack }: Error): readonly string[] {
  if (stack === undefined) return [];
  const frames = stack
    .slice(stack.indexOf(message) + message.length)
    .split("\n")
    .filter((line) => /^\s+at /.test(line));
  return frames.slice(0, 8).map((line) => line.trim());
}

import { setTimeout as sleep } from "node:timers/promises";
import type { Command } from "commander";
import { formatProgress } from "#functions/format/format-run.ts";
import type { RunId } from "#shared/domain/ids.ts";
import type { StoredRun } from "#shared/domain/run/run.ts";
import { type Stopped, stateOfStopped, stop } from "#shared/operator/stop.ts";
import { type Cli, type CommonOptions, newCommand, openSession, type Session } from "../cli.ts";
import { exitCode, Failure } from "../failure.ts";
import { printRun } from "../print-run.ts";

const lookEveryMs = 500;

/** `stop`: the emergency stop. */
export function stopCommand(cli: Cli): Command {
  return newCommand({
    name: "stop",
    summary: "stops the run that is going on and switches the service off",
    description:
      "The emergency stop. Asks the run that is going on to end, which it does before its next 256 changes at the latest, and sets serviceEnabled to false, so that the schedule starts no other. It asks no question.",
    examples: ["stop", "stop --wait", "stop --this-run"],
    permissions: [
      "dynamodb:GetItem on the history table",
      "dynamodb:PutItem on the work table",
      "without --this-run: dynamodb:GetItem and dynamodb:UpdateItem on the settings table, dynamodb:PutItem on the history table, ssm:GetParametersByPath",
    ],
  })
    .option("--this-run", "stop the run that is going on and leave the service on")
    .option("--wait", "wait for the end of that run and show it")
    .action(async (options: CommonOptions & { readonly thisRun?: true; readonly wait?: true }) => {
      const session = await openSession(options, cli);
      const what = options.thisRun ? "this-run" : "service";
      const stopped = await stop({ what, onBehalf: session.onBehalf }, session.ports);
      if (!options.json) for (const line of wordsOf(stopped)) cli.output.line(line);
      const ended = options.wait && stopped.run ? await endOf(stopped.run.runId, session, cli) : undefined;
      if (options.json) return cli.output.json({ ...stopped, ...(ended === undefined ? {} : { ended }) });
      if (ended !== undefined) printRun({ run: ended }, cli.output);
    });
}

function wordsOf({ run, service }: Stopped): readonly string[] {
  return [
    run === undefined
      ? "No run is going on: there is none to stop."
      : `Run ${run.runId} was asked to stop (${formatProgress(run.progress)}). It ends before its next 256 changes at the latest: \`user-sync show ${run.runId}\` says how far it got.`,
    serviceWords[service],
    service === "left-on"
      ? "To go on: `user-sync run`, or wait for the schedule."
      : "To go on: `user-sync settings set serviceEnabled=true`, then `user-sync run`.",
  ];
}

const serviceWords: Readonly<Record<Stopped["service"], string>> = {
  "switched-off": "The service was switched off (serviceEnabled is false): the schedule starts no run.",
  "was-off": "The service was off already: the schedule starts no run.",
  "left-on": "The service stays as it is: the schedule starts its next run as usual.",
};

async function endOf(runId: RunId, { ports, tenantId }: Session, cli: Cli): Promise<StoredRun> {
  const stopListening = cli.onInterrupt(
    `The run is stopping without you: \`user-sync show ${runId}\` says how far it got.`,
  );
  try {
    for (;;) {
      const state = await stateOfStopped({ tenantId, runId }, ports);
      if (state.kind === "ended") return state.run;
      if (state.kind === "gone") {
        const message = `Run ${runId} was killed: it no longer goes on, and has no end on record yet. The next tick gives it one.`;
        throw new Failure(message, { exitCode: exitCode.attention });
      }
      await sleep(lookEveryMs);
    }
  } finally {
    stopListening();
  }
}

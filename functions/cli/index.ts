#!/usr/bin/env node
import { text } from "node:stream/consumers";
import { CommanderError } from "commander";
import { composeOperator } from "#functions/composition.ts";
import { realRuntime } from "#functions/runtime.ts";
import type { LimitWait } from "#shared/adapters/http/limit-waits.ts";
import type { Cli } from "./cli.ts";
import { sandboxPlace, stackPlace } from "./connection.ts";
import { describedError } from "./described-error.ts";
import { exitCode } from "./failure.ts";
import { Output } from "./output.ts";
import { programOf } from "./program.ts";
import { noPrompts, terminalPrompts } from "./prompts.ts";

// On standard error, so that the result alone goes into a file or a pipe. A dumb terminal cannot move its cursor.
const hasPerson = process.stdin.isTTY && process.stderr.isTTY && process.env["TERM"] !== "dumb";
const terminal = hasPerson ? process.stderr : undefined;
const output = new Output({ screen: process.stdout, remarks: process.stderr, environment: process.env });
const cli: Cli = {
  output,
  readInput: () => text(process.stdin),
  terminal,
  onInterrupt: (words) => {
    // The bar ends the process by itself on Ctrl-C, with code 0; everywhere else it is a signal.
    const tell = () => {
      output.remark(words);
      process.exitCode = exitCode.cancelled;
    };
    const end = () => process.exit();
    process.once("exit", tell).once("SIGINT", end);
    return () => process.off("exit", tell).off("SIGINT", end);
  },
  prompts: (answeredBy) => (terminal === undefined ? noPrompts(answeredBy) : terminalPrompts(terminal)),
  connect: async ({ stack, sandbox }) => {
    const { environment, identity, words } =
      sandbox === true ? await sandboxPlace(process.env) : await stackPlace(stack);
    const onWait = ({ limit, waitMs }: LimitWait): void => {
      if (terminal !== undefined) output.remark(`waiting for ${limit}, ${Math.round(waitMs / 1_000)} s`);
    };
    return { ports: composeOperator(environment, { ...realRuntime, onWait }), identity, words };
  },
  exitWith: (code) => {
    process.exitCode = code;
  },
};

// A reader that has seen enough, such as `head`, is no fault.
process.stdout.on("error", (error: NodeJS.ErrnoException) => process.exit(error.code === "EPIPE" ? 0 : 1));
const program = programOf(cli);
for (const command of [program, ...program.commands.flatMap((one) => [one, ...one.commands])]) command.exitOverride();
try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) {
    // Commander has printed what is wrong, or the help that was asked for.
    process.exitCode = error.exitCode === 0 ? exitCode.done : exitCode.usage;
  } else {
    const failure = describedError(error);
    output.remark(failure.message);
    process.exitCode = failure.exitCode;
  }
}

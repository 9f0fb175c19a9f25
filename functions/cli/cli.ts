import type { Writable } from "node:stream";
import { Command, Option } from "commander";
import { type TenantId, tenantId as tenantIdOf } from "#shared/domain/ids.ts";
import { tenantIdExpected, tenantIdPattern } from "#shared/names.ts";
import type { OnBehalf, OperatorPorts } from "#shared/operator/operator-ports.ts";
import { usageFailure } from "./failure.ts";
import type { Output } from "./output.ts";
import type { Prompts } from "./prompts.ts";

/** What every command is given. */
export interface Cli {
  readonly output: Output;
  /** Reads all of standard input. */
  readonly readInput: () => Promise<string>;
  /** Where a person sits: questions and progress go there, beside the result. Absent in pipes and scripts. */
  readonly terminal: Writable | undefined;
  /** Until the returned function is called, Ctrl-C ends the program with these words. */
  readonly onInterrupt: (words: string) => () => void;
  /** Questions in a terminal; elsewhere a question ends the command, naming the option that answers it. */
  readonly prompts: (answeredBy: string) => Prompts;
  readonly connect: (options: PlaceOptions) => Promise<Connected>;
  /** Sets the exit code of a command that did its work. */
  readonly exitWith: (code: number) => void;
}

export interface Connected {
  readonly ports: OperatorPorts;
  readonly identity: string;
  /** For people: `stack ringcentral-user-sync-prod` or `the sandbox`. */
  readonly words: string;
}

export interface PlaceOptions {
  readonly stack: string;
  readonly sandbox?: true;
}

/** The options that every command has. */
export interface CommonOptions extends PlaceOptions {
  readonly tenant: string;
  readonly json?: true;
}

/** A command's connection for the tenant that was named. */
export interface Session extends Connected {
  readonly tenantId: TenantId;
  readonly onBehalf: OnBehalf;
}

interface CommandFacts {
  readonly name: string;
  readonly summary: string;
  /** A line or two for `--help`. */
  readonly description: string;
  /** Command lines that work, without the program's name. */
  readonly examples: readonly string[];
  /** IAM actions beside those of every command (finding the stack). */
  readonly permissions: readonly string[];
}

/** A command with the options that all have, and with examples and permissions in its help. */
export function newCommand({ name, summary, description, examples, permissions }: CommandFacts): Command {
  return new Command(name)
    .summary(summary)
    .description(description)
    .addOption(new Option("--tenant <id>", "whose settings and runs").default("default"))
    .addOption(
      new Option("--stack <name>", "the deployed stack").env("USER_SYNC_STACK").default("ringcentral-user-sync-prod"),
    )
    .addOption(new Option("--sandbox", "the sandbox of `npm start -- --serve` instead of a stack"))
    .addOption(new Option("--json", "print JSON for scripts"))
    .addHelpText(
      "after",
      [
        "",
        "Examples:",
        ...examples.map((example) => `  $ npx user-sync ${example}`),
        "",
        "IAM permissions:",
        `  ${["cloudformation:DescribeStacks", "sts:GetCallerIdentity", ...permissions].join(", ")}`,
      ].join("\n"),
    );
}

/** Connects a command to the stack or the sandbox. @throws Failure for a tenant id that cannot be one */
export async function openSession(options: CommonOptions, cli: Cli): Promise<Session> {
  if (!tenantIdPattern.test(options.tenant)) {
    throw usageFailure(`--tenant is "${options.tenant}", expected ${tenantIdExpected}`);
  }
  const connected = await cli.connect(options);
  const tenantId = tenantIdOf(options.tenant);
  return { ...connected, tenantId, onBehalf: { tenantId, by: connected.identity } };
}

import type { Command } from "commander";
import { deadlineAfter } from "#functions/deadline.ts";
import { type Check, checkConnection, firstToAct } from "#shared/operator/check-connection.ts";
import { wholeNumber } from "../arguments.ts";
import { type Cli, type CommonOptions, newCommand, openSession } from "../cli.ts";
import { exitCode } from "../failure.ts";

const marks = {
  ok: ["ok     ", "green"],
  warning: ["warning", "yellow"],
  failed: ["FAILED ", "red"],
  unknown: ["unknown", "dim"],
} as const;

/** `doctor`: the whole chain, link by link. */
export function doctorCommand(cli: Cli): Command {
  return newCommand({
    name: "doctor",
    summary: "checks the whole chain, link by link",
    description:
      "Walks from the AWS credentials to the last run and says of each link whether it holds, and what to do first. Logs in to RingCentral once, and changes nothing.",
    examples: ["doctor", "doctor --json", "doctor --again"],
    permissions: [
      "dynamodb:GetItem, dynamodb:BatchGetItem and dynamodb:Query on the tables",
      "ssm:GetParametersByPath",
      "secretsmanager:GetSecretValue",
      "dynamodb:PutItem and dynamodb:DeleteItem on the work table",
      "sns:GetTopicAttributes on the two topics",
    ],
  })
    .option("--again", "log in even if RingCentral refused it before: when it was corrected there; once in 5 minutes")
    .option("--minutes <number>", "how long reading RingCentral may take", wholeNumber({ least: 1, most: 60 }), 5)
    .action(async (options: CommonOptions & { readonly minutes: number; readonly again?: true }) => {
      const { ports, tenantId, identity, words } = await openSession(options, cli);
      const checks: Check[] = [];
      const tell = (check: Check): void => {
        checks.push(check);
        if (options.json) return;
        const [mark, style] = marks[check.outcome];
        cli.output.line(`${cli.output.styled(style, mark)}  ${check.link.padEnd(14)} ${check.found}`);
      };
      tell({ link: "AWS", outcome: "ok", found: `${words}, as ${identity}` });
      const deadline = deadlineAfter(options.minutes * 60_000);
      const occasion = { kind: options.again === undefined ? "press" : "press-again" } as const;
      for await (const check of checkConnection({ tenantId, deadline, occasion }, ports)) tell(check);
      const first = firstToAct(checks);
      if (options.json) cli.output.json({ checks, next: first?.next ?? null });
      else cli.output.line(`\nNext: ${first?.next ?? "nothing, every link holds."}`);
      if (!options.json && checks.some(({ retryAt }) => retryAt !== undefined))
        cli.output.line("When you have corrected it in RingCentral: npx user-sync doctor --again");
      if (checks.some(({ outcome }) => outcome === "failed")) cli.exitWith(exitCode.attention);
    });
}

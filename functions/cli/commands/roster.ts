import { Command, Option } from "commander";
import { nameOf } from "#functions/format/format-value.ts";
import { userId as userIdOf } from "#shared/domain/ids.ts";
import { type Role, type RosterUser, roles } from "#shared/domain/roster/roster-user.ts";
import { emailFault, nameFault, tidyName } from "#shared/domain/text.ts";
import type { HandmadeUser } from "#shared/ports/roster.ts";
import { rosterAsCsv } from "../change-csv.ts";
import { type Cli, type CommonOptions, newCommand, openSession } from "../cli.ts";
import { exitCode, Failure, usageFailure } from "../failure.ts";

/** `roster list | add | export`: the embedded roster's own data. */
export function rosterCommand(cli: Cli): Command {
  return new Command("roster")
    .summary("the roster users themselves")
    .description("The roster table: who is in it, and users made by hand, whom the sync never deactivates.")
    .helpCommand(false)
    .addCommand(listCommand(cli))
    .addCommand(addCommand(cli))
    .addCommand(exportCommand(cli));
}

function listCommand(cli: Cli): Command {
  return newCommand({
    name: "list",
    summary: "every roster user",
    description: "Every roster user, linked or made by hand.",
    examples: ["roster list", "roster list --status Inactive --json"],
    permissions: ["dynamodb:Query on the roster table"],
  })
    .addOption(new Option("--status <status>", "these only").choices(["Active", "Inactive"]))
    .action(async (options: CommonOptions & { readonly status?: string }) => {
      const { ports, tenantId } = await openSession(options, cli);
      const users = (await ports.roster.list(tenantId)).filter(
        ({ status }) => options.status === undefined || status === options.status,
      );
      if (options.json) return cli.output.json(users);
      cli.output.table(
        [
          { title: "user", keep: true },
          { title: "name" },
          { title: "e-mail" },
          { title: "role", keep: true },
          { title: "status", keep: true },
          { title: "linked to" },
        ],
        users.map((user) => [
          user.userId,
          nameOf(user) ?? "",
          user.email ?? "",
          user.role,
          user.status === "Inactive" ? { text: user.status, style: "dim" as const } : user.status,
          user.sourceId ?? "made by hand",
        ]),
      );
      cli.output.line(`${users.length} users`);
    });
}

function exportCommand(cli: Cli): Command {
  return newCommand({
    name: "export",
    summary: "the roster as CSV",
    description: "The roster as CSV for a spreadsheet, one line for each user.",
    examples: ["roster export --csv > roster.csv"],
    permissions: ["dynamodb:Query on the roster table"],
  })
    .option("--csv", "as CSV, which is the default")
    .action(async (options: CommonOptions) => {
      const { ports, tenantId } = await openSession(options, cli);
      const users: readonly RosterUser[] = await ports.roster.list(tenantId);
      if (options.json) cli.output.json(users);
      else cli.output.raw(rosterAsCsv(users));
    });
}

interface AddOptions extends CommonOptions {
  readonly firstName: string;
  readonly lastName: string;
  readonly email?: string;
  readonly role: Role;
  readonly activity?: string;
}

function addCommand(cli: Cli): Command {
  return newCommand({
    name: "add",
    summary: "adds a user by hand",
    description:
      "Adds an Active user without a link to RingCentral, for example the one in whose name the sync works. The sync never deactivates them; it links them if a person with the same e-mail and an agreeing name appears.",
    examples: ["roster add sync-service --first-name User --last-name Sync --role Administrator"],
    permissions: ["dynamodb:PutItem on the roster table", "dynamodb:GetItem on the organization table"],
  })
    .argument("<userId>", "1 to 64 letters, digits, dots, hyphens or underscores")
    .requiredOption("--first-name <name>", "first name")
    .requiredOption("--last-name <name>", "last name")
    .option("--email <address>", "e-mail")
    .addOption(new Option("--role <role>", "role").choices(roles).default("Agent"))
    .option("--activity <id>", "activity (site) of the user")
    .action(async (id: string, options: AddOptions) => {
      const user = userFrom(id, options);
      const { ports, tenantId, onBehalf } = await openSession(options, cli);
      if (
        user.activityId !== undefined &&
        (await ports.organization.activity(tenantId, user.activityId)) === undefined
      ) {
        throw usageFailure(`There is no activity ${user.activityId}: \`user-sync organization list\` shows them.`);
      }
      const added = await ports.roster.add(tenantId, user, { by: onBehalf.by, at: ports.clock.now().toISOString() });
      if (added === "taken") {
        throw new Failure(`There is a user ${user.userId} already: nothing was added.`, {
          exitCode: exitCode.attention,
        });
      }
      if (options.json) cli.output.json(user);
      else cli.output.line(`Added ${user.userId}, ${user.role}, Active.`);
    });
}

function userFrom(id: string, { firstName, lastName, email, role, activity }: AddOptions): HandmadeUser {
  const names = { firstName: tidyName(firstName), lastName: tidyName(lastName) };
  const faults = [
    ...(/^[\w.-]{1,64}$/.test(id)
      ? []
      : [`"${id}" is no user id: expected 1 to 64 letters, digits, dots, hyphens or underscores`]),
    nameFault("firstName", names.firstName),
    nameFault("lastName", names.lastName),
    names.firstName === "" && names.lastName === "" ? "both names are empty" : undefined,
    email === undefined ? undefined : emailFault(email.trim()),
  ].filter((fault) => fault !== undefined);
  if (faults.length > 0) throw usageFailure(`Nothing was added: ${faults.join("; ")}.`);
  return {
    userId: userIdOf(id),
    ...names,
    ...(email === undefined ? {} : { email: email.trim() }),
    role,
    status: "Active",
    ...(activity === undefined ? {} : { activityId: activity }),
  };
}

import { Command, Option } from "commander";
import { activityTree } from "#shared/operator/activity-tree.ts";
import type { Activity } from "#shared/ports/organization.ts";
import { type Cli, type CommonOptions, newCommand, openSession } from "../cli.ts";
import { exitCode, Failure, usageFailure } from "../failure.ts";

/** `organization list | add`: activities and data sources. */
export function organizationCommand(cli: Cli): Command {
  return new Command("organization")
    .summary("activities (sites) and data sources")
    .description("The organization table: the activities that new users go to, and the data sources.")
    .helpCommand(false)
    .addCommand(listCommand(cli))
    .addCommand(addCommand(cli));
}

function listCommand(cli: Cli): Command {
  return newCommand({
    name: "list",
    summary: "activities as a tree, and data sources",
    description: "Activities as a tree with their ids, and data sources with their adapters.",
    examples: ["organization list"],
    permissions: ["dynamodb:Query on the organization table"],
  }).action(async (options: CommonOptions) => {
    const { ports, tenantId } = await openSession(options, cli);
    const [activities, dataSources] = await Promise.all([
      ports.organization.activities(tenantId),
      ports.organization.dataSources(tenantId),
    ]);
    if (options.json) return cli.output.json({ activities, dataSources });
    cli.output.line("Activities");
    for (const { depth, activity } of activityTree(activities))
      cli.output.line(`  ${"  ".repeat(depth)}${activity.name}  ${cli.output.styled("dim", activity.id)}`);
    cli.output.line("Data sources");
    for (const { id, name, adapter } of dataSources)
      cli.output.line(`  ${name}  ${cli.output.styled("dim", `${id}, adapter ${adapter}`)}`);
  });
}

interface AddOptions extends CommonOptions {
  readonly kind: "activity" | "data-source";
  readonly name: string;
  readonly parent?: string;
  readonly adapter: string;
}

function addCommand(cli: Cli): Command {
  return newCommand({
    name: "add",
    summary: "adds an activity or a data source",
    description: "Adds an activity, under another one with --parent, or a data source.",
    examples: [
      "organization add 12 --name 'Site 1 - Dallas, TX' --parent 1",
      "organization add 3 --kind data-source --name 'Realtime Adapter'",
    ],
    permissions: ["dynamodb:PutItem and dynamodb:Query on the organization table"],
  })
    .argument("<id>", "1 to 64 letters, digits, dots, hyphens or underscores")
    .addOption(new Option("--kind <kind>", "what it is").choices(["activity", "data-source"]).default("activity"))
    .requiredOption("--name <name>", "as people call it")
    .option("--parent <id>", "the activity above it")
    .option("--adapter <name>", "adapter of a data source", "RingCentral")
    .action(async (id: string, options: AddOptions) => {
      if (!/^[\w.-]{1,64}$/.test(id))
        throw usageFailure(`"${id}" is no id: expected 1 to 64 letters, digits, dots, hyphens or underscores.`);
      const name = options.name.trim();
      if (name === "") throw usageFailure("--name is empty.");
      const { ports, tenantId } = await openSession(options, cli);
      if (options.kind === "data-source" && options.parent !== undefined)
        throw usageFailure("A data source has no --parent.");
      const activity: Activity = { id, name, ...(options.parent === undefined ? {} : { parentId: options.parent }) };
      if (
        activity.parentId !== undefined &&
        (await ports.organization.activity(tenantId, activity.parentId)) === undefined
      ) {
        throw usageFailure(
          `There is no activity ${activity.parentId} to put it under: \`user-sync organization list\` shows them.`,
        );
      }
      const unit = options.kind === "activity" ? activity : { id, name, adapter: options.adapter };
      const added =
        options.kind === "activity"
          ? await ports.organization.addActivity(tenantId, activity)
          : await ports.organization.addDataSource(tenantId, { id, name, adapter: options.adapter });
      if (added === "taken") {
        throw new Failure(
          `There is ${options.kind === "activity" ? "an activity" : "a data source"} ${id} already: nothing was added.`,
          {
            exitCode: exitCode.attention,
          },
        );
      }
      if (options.json) cli.output.json(unit);
      else cli.output.line(`Added ${options.kind} ${id}, ${name}.`);
    });
}

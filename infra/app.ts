import { App, Validations } from "aws-cdk-lib";
import { AwsSolutionsChecks, ServerlessChecks } from "cdk-nag";
import { configurationFromContext } from "./configuration.ts";
import { UserSyncStack } from "./user-sync-stack.ts";

const app = new App();
const configuration = configurationFromContext(app.node.getAllContext() as Record<string, unknown>);
new UserSyncStack(app, `ringcentral-user-sync-${configuration.stage}`, { configuration });
Validations.of(app).addPlugins(new AwsSolutionsChecks(app), new ServerlessChecks(app));

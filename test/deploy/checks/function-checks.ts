import { type Deployed, fields, type Json, type PropertyCheck, physicalIdOf } from "./property-check.ts";

const type = "AWS::Lambda::Function";

interface FunctionFacts {
  readonly name: "Sync" | "Dispatch";
  readonly memoryMb: number;
  readonly timeoutSeconds: number;
  readonly maximumEventAgeSeconds: number;
}

/** The two functions with their log groups. */
export const functionChecks: readonly PropertyCheck[] = [
  ...checksOf({ name: "Sync", memoryMb: 1024, timeoutSeconds: 900, maximumEventAgeSeconds: 600 }),
  ...checksOf({ name: "Dispatch", memoryMb: 512, timeoutSeconds: 60, maximumEventAgeSeconds: 60 }),
];

function checksOf({ name, memoryMb, timeoutSeconds, maximumEventAgeSeconds }: FunctionFacts): readonly PropertyCheck[] {
  const of = `Service${name}Function`;
  const FunctionName = (deployed: Deployed) => physicalIdOf(deployed, { type, of });
  const logGroup = { type: "AWS::Logs::LogGroup", of: `Service${name}Logs` };
  const configured = (property: string, expected: PropertyCheck["expected"]): PropertyCheck => ({
    ...{ type, of, property, expected },
    actual: async (deployed) => {
      const configuration = await deployed.aws.call("lambda", "get_function_configuration", {
        FunctionName: FunctionName(deployed),
      });
      return configuration[property];
    },
  });
  const described = (field: string) => async (deployed: Deployed) => {
    const { logGroups } = (await deployed.aws.call("logs", "describe_log_groups", {
      logGroupNamePrefix: physicalIdOf(deployed, logGroup),
    })) as { logGroups: readonly Json[] };
    return logGroups[0]?.[field];
  };
  return [
    configured("Runtime", () => "nodejs24.x"),
    configured("Handler", () => "index.handler"),
    configured("Architectures", () => ["arm64"]),
    configured("MemorySize", () => memoryMb),
    configured("Timeout", () => timeoutSeconds),
    configured("Role", ({ stack }) => stack.attribute(stack.idOf("AWS::IAM::Role", `Service${name}Role`), "Arn")),
    configured("Environment", (deployed) => ({ Variables: variablesOf(deployed, name) })),
    configured("LoggingConfig", (deployed) => ({
      LogFormat: "JSON",
      ApplicationLogLevel: "INFO",
      SystemLogLevel: "WARN",
      LogGroup: physicalIdOf(deployed, logGroup),
    })),
    {
      ...{ type: "AWS::Lambda::EventInvokeConfig", of, property: "retries and age" },
      expected: () => ({ MaximumRetryAttempts: 0, MaximumEventAgeInSeconds: maximumEventAgeSeconds }),
      actual: async (deployed) => {
        const about = { FunctionName: FunctionName(deployed), Qualifier: "$LATEST" };
        const config = await deployed.aws.call("lambda", "get_function_event_invoke_config", about);
        return fields(config, ["MaximumRetryAttempts", "MaximumEventAgeInSeconds"]);
      },
    },
    { ...logGroup, property: "RetentionInDays", expected: () => 90, actual: described("retentionInDays") },
    {
      ...{ ...logGroup, property: "KmsKeyId" },
      expected: ({ stack }) => stack.attribute(stack.idOf("AWS::KMS::Key", "ServiceAlertsKey"), "Arn"),
      actual: described("kmsKeyId"),
    },
  ];
}

/** Design 3.8, with the names that were deployed. */
function variablesOf(deployed: Deployed, name: FunctionFacts["name"]): Readonly<Record<string, string>> {
  const { stage } = deployed;
  const table = (of: string) => physicalIdOf(deployed, { type: "AWS::DynamoDB::Table", of: `ServiceTables${of}` });
  return {
    SETTINGS_TABLE: table("Settings"),
    ROSTER_TABLE: table("Roster"),
    ORGANIZATION_TABLE: table("Organization"),
    HISTORY_TABLE: table("History"),
    APPROVALS_TABLE: table("Approvals"),
    WORK_TABLE: table("Work"),
    SECRET_PREFIX: `ringcentral-user-sync/${stage}`,
    PARAMETER_PREFIX: `/ringcentral-user-sync/${stage}`,
    ALERT_TOPIC_ARN: physicalIdOf(deployed, { type: "AWS::SNS::Topic", of: "ServiceAlertsTopic" }),
    STAGE: stage,
    ALLOWED_URL_HOSTS: "loopback,platform.ringcentral.com",
    ...(name === "Sync"
      ? {}
      : {
          SYNC_FUNCTION_NAME: physicalIdOf(deployed, { type, of: "ServiceSyncFunction" }),
          MAX_CONCURRENT_RUNS: "20",
        }),
  };
}

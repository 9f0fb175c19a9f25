import type { aws_lambda as lambda, aws_logs as logs, aws_sns as sns, aws_sqs as sqs } from "aws-cdk-lib";

/** What the alarms and the dashboard watch, and where an alarm is told. */
export interface MonitoringProps {
  /** Value of the metrics' dimension `stage`. */
  readonly stage: string;
  readonly sync: lambda.IFunction;
  readonly dispatch: lambda.IFunction;
  readonly syncLogs: logs.ILogGroup;
  readonly dispatchLogs: logs.ILogGroup;
  /** Ticks that never reached dispatch. */
  readonly deadLetters: sqs.IQueue;
  readonly alertTopic: sns.ITopic;
  /** Where it is told that the alert topic does not work. */
  readonly spareTopic: sns.ITopic;
}

import {
  Duration,
  aws_iam as iam,
  type aws_lambda as lambda,
  Stack,
  aws_scheduler as scheduler,
  aws_sqs as sqs,
  aws_scheduler_targets as targets,
  Validations,
} from "aws-cdk-lib";
import { Construct } from "constructs";

interface MinuteTickProps {
  readonly dispatch: lambda.IFunction;
}

/** Calls dispatch every minute, and keeps the ticks that could not be delivered. */
export class MinuteTick extends Construct {
  readonly schedule: scheduler.Schedule;
  readonly deadLetters: sqs.Queue;

  constructor(scope: Construct, id: string, { dispatch }: MinuteTickProps) {
    super(scope, id);
    this.deadLetters = new sqs.Queue(this, "DeadLetters", {
      encryption: sqs.QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    });
    const reason = "It is itself the dead-letter queue of the schedule, which the rule does not see";
    Validations.of(this.deadLetters).acknowledge(
      { id: "AwsSolutions-SQS3", reason },
      { id: "Serverless-SQSRedrivePolicy", reason },
    );
    const role = new iam.Role(this, "Role", {
      assumedBy: new iam.ServicePrincipal("scheduler.amazonaws.com", {
        conditions: { StringEquals: { "aws:SourceAccount": Stack.of(this).account } },
      }),
    });
    const policy = new iam.Policy(this, "Policy", {
      roles: [role],
      statements: [
        new iam.PolicyStatement({ actions: ["lambda:InvokeFunction"], resources: [dispatch.functionArn] }),
        new iam.PolicyStatement({ actions: ["sqs:SendMessage"], resources: [this.deadLetters.queueArn] }),
      ],
    });
    this.schedule = new scheduler.Schedule(this, "Schedule", {
      description: "One tick a minute for the user sync",
      schedule: scheduler.ScheduleExpression.rate(Duration.minutes(1)),
      timeWindow: scheduler.TimeWindow.off(),
      target: new targets.LambdaInvoke(dispatch, {
        // The target would add every version of the function to the role; the schedule only invokes the latest.
        role: role.withoutPolicyUpdates(),
        // The next tick makes up for one that is lost, so that a late one is of no use.
        retryAttempts: 2,
        maxEventAge: Duration.minutes(1),
        deadLetterQueue: this.deadLetters,
        input: scheduler.ScheduleTargetInput.fromObject({ scheduledTime: scheduler.ContextAttribute.scheduledTime }),
      }),
    });
    this.schedule.node.addDependency(policy);
  }
}

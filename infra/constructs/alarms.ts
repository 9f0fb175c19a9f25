import { aws_cloudwatch_actions as actions, aws_cloudwatch as cloudwatch } from "aws-cdk-lib";
import { Construct } from "constructs";
import { type AlarmRule, alarmRules, runbook } from "./alarm-rules.ts";
import type { MonitoringProps } from "./monitoring-props.ts";

/** One alarm for each rule, told through the topic with the place where its runbook stands. */
export class Alarms extends Construct {
  readonly rules: readonly AlarmRule[];
  /** In the order of the rules. */
  readonly all: readonly cloudwatch.Alarm[];

  constructor(scope: Construct, id: string, props: MonitoringProps) {
    super(scope, id);
    this.rules = alarmRules(props);
    const topic = new actions.SnsAction(props.alertTopic);
    const spareTopic = new actions.SnsAction(props.spareTopic);
    this.all = this.rules.map((rule) => {
      const alarm = new cloudwatch.Alarm(this, constructId(rule.id), {
        alarmDescription: `User sync, ${props.stage}: ${rule.meaning} ${rule.action} See ${runbook(rule)}`,
        metric: rule.metric,
        ...condition(rule.limit),
        datapointsToAlarm: rule.outOf[0],
        evaluationPeriods: rule.outOf[1],
        treatMissingData: rule.missing,
      });
      const tell = rule.through === "spare topic" ? spareTopic : topic;
      alarm.addAlarmAction(tell);
      if (rule.recovery === "told") alarm.addOkAction(tell);
      return alarm;
    });
  }
}

function condition(limit: AlarmRule["limit"]): {
  threshold: number;
  comparisonOperator: cloudwatch.ComparisonOperator;
} {
  const { ComparisonOperator } = cloudwatch;
  if ("over" in limit) {
    return { threshold: limit.over, comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD };
  }
  if ("below" in limit) return { threshold: limit.below, comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD };
  return { threshold: limit.from, comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD };
}

function constructId(id: string): string {
  return id.replace(/(?:^|-)([a-z])/g, (_match, letter: string) => letter.toUpperCase());
}

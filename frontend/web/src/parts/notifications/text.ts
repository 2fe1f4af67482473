/** Puts a notification into words, the same in the inbox and in a live notice. */
import type { TFunction } from 'i18next';
import type { Format } from '@serenity/shared';
import type { Notification } from '../../lib/inbox';
import { isMetric } from '../goals/text';
import { deviceName } from './device';

type Content = Notification['content'];
export type Told = { title: string; body: string; to: string };

function metricName(t: TFunction, code: string): string {
  return isMetric(code) ? t(`metrics.name.${code}`) : code;
}

function reached(t: TFunction, format: Format, content: Extract<Content, { kind: 'goal_reached' }>): Told {
  const { metric, value, target, unit, streak, period } = content;
  const body = t('inbox.told.goal_reached.body', { value: format.quantity(value, unit), target: format.quantity(target, unit) });
  const more = streak > 1 && period !== 'once' ? ` ${t(`inbox.told.goal_reached.streak.${period}`, { count: streak })}` : '';
  return { title: t('inbox.told.goal_reached.title', { metric: metricName(t, metric) }), body: body + more, to: '/goals' };
}

function atRisk(t: TFunction, format: Format, content: Extract<Content, { kind: 'streak_at_risk' }>): Told {
  const { metric, streak, period = 'day', left, unit, ends_at: endsAt } = content;
  const kept = t(`inbox.told.streak_at_risk.streak.${period}`, { count: streak });
  return {
    title: t('inbox.told.streak_at_risk.title', { metric: metricName(t, metric) }),
    body: t('inbox.told.streak_at_risk.body', { left: format.quantity(left, unit), time: format.time(endsAt), streak: kept }),
    to: '/',
  };
}

export function tell(t: TFunction, format: Format, content: Content): Told {
  if (content.kind === 'goal_reached') return reached(t, format, content);
  if (content.kind === 'streak_at_risk') return atRisk(t, format, content);
  return {
    title: t('inbox.told.new_device.title'),
    body: t('inbox.told.new_device.body', { device: deviceName(t, content.device), when: format.dateTime(content.signed_in_at) }),
    to: '/settings',
  };
}

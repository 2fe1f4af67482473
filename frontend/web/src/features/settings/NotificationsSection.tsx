/** Which messages may interrupt, and the hours in which none does. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../lib/api';
import { Card } from '../../ui/Card';
import { Switch } from '../../ui/Choice';
import { ErrorState, Skeleton, Waiting } from '../../ui/States';
import { soon } from '../../ui/soon';
import { usePreferences, type Choices } from './usePreferences';
import css from './Settings.module.css';

const TimeField = soon(async () => (await import('../../ui/TimeField')).TimeField);

const EVENING = 22 * 60;
const MORNING = 7 * 60;
type PartProps = { preferences: Schemas['Preferences']; choose: (choices: Partial<Choices>) => void };

/** Kept while typing, sent when the field is left; from then on it shows what is stored. */
function QuietTime({ label, value, onSettle }: { label: string; value: number; onSettle: (minutes: number) => void }) {
  const [draft, setDraft] = useState<number | null>(null);
  const settle = () => {
    setDraft(null);
    if (draft !== null && draft !== value) onSettle(draft);
  };
  return <TimeField label={label} value={draft ?? value} onChange={setDraft} onBlur={settle} />;
}

function QuietHours({ preferences, choose }: PartProps) {
  const { t } = useTranslation();
  const { quiet_from_minutes: start, quiet_to_minutes: end } = preferences;
  const isOn = typeof start === 'number' && typeof end === 'number';
  const toggle = (on: boolean) => choose({ quiet_from_minutes: on ? EVENING : null, quiet_to_minutes: on ? MORNING : null });
  return (
    <div>
      <Switch label={t('settings.notifications.quiet')} note={t('settings.notifications.quietHint')} isSelected={isOn} onChange={toggle} />
      {isOn && (
        <div className={css.pair}>
          <QuietTime label={t('settings.notifications.start')} value={start} onSettle={(minutes) => choose({ quiet_from_minutes: minutes })} />
          <QuietTime label={t('settings.notifications.end')} value={end} onSettle={(minutes) => choose({ quiet_to_minutes: minutes })} />
        </div>
      )}
    </div>
  );
}

export function NotificationsSection() {
  const { t } = useTranslation();
  const { data, isPending, error, refetch, choose } = usePreferences();
  return (
    <Card title={t('settings.notifications.title')} note={t('settings.notifications.lead')}>
      {isPending && (
        <Waiting>
          <Skeleton height={176} radius="m" />
        </Waiting>
      )}
      {!isPending && data === undefined && <ErrorState error={error} onRetry={() => void refetch()} />}
      {data !== undefined && (
        <div className={css.divided}>
          <Switch label={t('settings.notifications.goal_reached')} isSelected={data.goal_reached} onChange={(on) => choose({ goal_reached: on })} />
          <Switch label={t('settings.notifications.streak_at_risk')} isSelected={data.streak_at_risk} onChange={(on) => choose({ streak_at_risk: on })} />
          <Switch label={t('settings.notifications.new_device')} note={t('settings.notifications.always')} isSelected isDisabled />
          <QuietHours preferences={data} choose={choose} />
        </div>
      )}
    </Card>
  );
}

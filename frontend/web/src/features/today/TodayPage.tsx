/** The page at /: the day as a landscape, the goals of the day, what was noted, and how sleep and mood have been. */
import { useTranslation } from 'react-i18next';
import { ownDay, wallClock } from '@serenity/shared';
import { useFormat, useProfile } from '../../lib/account';
import { useClock } from '../../lib/useClock';
import { ErrorState, Skeleton, Waiting } from '../../ui/States';
import { Page } from '../../ui/Page';
import { GoalCards } from './GoalCards';
import { greetingAt } from './greeting';
import { HeroCopy } from './HeroCopy';
import { HorizonHero } from './hero/HorizonHero';
import { MoodCard } from './MoodCard';
import { SleepCard } from './SleepCard';
import { Timeline } from './Timeline';
import { useToday } from './useToday';
import css from './Today.module.css';

/** So many lines stand beside the pictures; more go above them. */
const SHORT = 6;

function useGreeting(): { title: string; date: string } {
  const { t } = useTranslation();
  const format = useFormat();
  const now = useClock();
  const { display_name: name, time_zone: zone, day_end_minutes: dayEnd } = useProfile();
  const part = greetingAt(wallClock(now, zone).minutes / 60);
  const title = name == null || name === '' ? t(`today.greeting.${part}`) : t(`today.greetingNamed.${part}`, { name });
  return { title, date: format.day(ownDay(now, zone, dayEnd), 'long') };
}

function TodayPage() {
  const { t } = useTranslation();
  const { title, date } = useGreeting();
  const { day, unsent, error, isPending, refetch } = useToday();
  return (
    <Page title={title} tab={t('nav.today')} kicker={date}>
      {isPending && (
        <Waiting>
          <div className={css.heroWaiting}>
            <Skeleton height="100%" radius="xl" />
          </div>
          <Skeleton height={396} />
        </Waiting>
      )}
      {day === undefined && error !== null && <ErrorState error={error} onRetry={() => void refetch()} />}
      {day !== undefined && (
        <>
          <HorizonHero day={day}>
            <HeroCopy isEmpty={day.entries.length === 0} />
          </HorizonHero>
          <GoalCards />
          <div className={css.lower} data-full={day.entries.length > SHORT || undefined}>
            <Timeline day={day} unsent={unsent} />
            <div className={css.side}>
              <SleepCard on={day.on} />
              <MoodCard on={day.on} />
            </div>
          </div>
        </>
      )}
    </Page>
  );
}

export { TodayPage as Component };

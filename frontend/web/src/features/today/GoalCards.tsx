/** Every active goal of the person and the way to the next one. */
import { useTranslation } from 'react-i18next';
import { Target } from 'lucide-react';
import { useQuery } from '@tanstack/react-query';
import { progressQuery } from '../../parts/entries/queries';
import { ButtonLink } from '../../ui/Button';
import { ErrorState, Skeleton, Waiting } from '../../ui/States';
import { GoalCard } from './GoalCard';
import { presentGoals } from './goalWords';
import css from './Goals.module.css';
import page from './Today.module.css';

function NoGoals() {
  const { t } = useTranslation();
  return (
    <div className={page.invite}>
      <p>{t('today.goal.none')}</p>
      <ButtonLink href="/goals" variant="soft" icon={<Target size={18} strokeWidth={1.7} aria-hidden />}>
        {t('today.goal.first')}
      </ButtonLink>
    </div>
  );
}

export function GoalCards() {
  const { t } = useTranslation();
  const { data, isPending, error, refetch } = useQuery(progressQuery);
  const goals = data === undefined ? undefined : presentGoals(data);
  return (
    <section className={page.section} aria-labelledby="today-goals">
      <div className={page.head}>
        <h2 id="today-goals">{t('today.goal.title')}</h2>
        <ButtonLink href="/goals" variant="plain" size="s">
          {t('today.goal.all')}
        </ButtonLink>
      </div>
      {isPending && (
        <Waiting>
          <div className={css.grid}>
            {[0, 1, 2].map((i) => (
              <Skeleton key={i} height={160} />
            ))}
          </div>
        </Waiting>
      )}
      {data === undefined && error !== null && <ErrorState error={error} onRetry={() => void refetch()} />}
      {goals?.length === 0 && <NoGoals />}
      {goals !== undefined && goals.length > 0 && (
        <ul className={css.grid}>
          {goals.map((progress) => (
            <GoalCard key={progress.goal.id} progress={progress} />
          ))}
        </ul>
      )}
    </section>
  );
}

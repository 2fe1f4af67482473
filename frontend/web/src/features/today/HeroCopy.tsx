/** The one big number and the one sentence on the landscape: goals reached or on track, and what to do next. */
import { Plus, Target } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useQuery } from '@tanstack/react-query';
import type { TFunction } from 'i18next';
import type { Format } from '@serenity/shared';
import { useFormat } from '../../lib/account';
import type { Kind } from '../../parts/entries/kinds';
import { progressQuery } from '../../parts/entries/queries';
import { openLog } from '../../parts/entries/sheet';
import { kindFor } from '../../parts/goals/look';
import { Button, ButtonLink } from '../../ui/Button';
import { goalName, leftText, nextGoal, presentGoals, stateOf, streakText, type GoalState, type Progress } from './goalWords';
import css from './HeroCopy.module.css';

/** `kept`: ceilings and ranges that are respected so far, which only the end of their period decides. */
type Facts = { items: readonly Progress[]; reached: number; kept: number; isEmpty: boolean };

function factsOf(items: readonly Progress[], isEmpty: boolean): Facts {
  const count = (state: GoalState) => items.filter((progress) => stateOf(progress) === state).length;
  return { items, reached: count('reached'), kept: count('onTrack'), isEmpty };
}

function sentence({ items, reached, kept, isEmpty }: Facts, t: TFunction, format: Format): string {
  if (isEmpty) return t('today.hero.empty');
  if (items.length === 0) return t('today.hero.noGoals');
  if (reached + kept === items.length) return t(kept > 0 ? 'today.hero.allOnTrack' : 'today.hero.allReached');
  const next = nextGoal(items);
  if (next === null) return t('today.hero.steady');
  const [name, left] = [goalName(next, t), leftText(next, t, format)];
  const streak = streakText(next, t);
  return next.streak.at_risk && streak !== null ? t('today.hero.risk', { name, left, streak }) : t('today.hero.next', { name, left });
}

function Count({ items, reached, kept }: Facts) {
  const { t } = useTranslation();
  return (
    <div className={css.count}>
      <p className={css.kicker}>{t(kept > 0 ? 'today.hero.kickerKept' : 'today.hero.kicker')}</p>
      <p className={css.score}>
        {reached + kept}
        <span>{t('today.hero.of', { count: items.length })}</span>
      </p>
    </div>
  );
}

function Step({ items, isEmpty }: Facts) {
  const { t } = useTranslation();
  const next = nextGoal(items);
  if (items.length === 0 && !isEmpty) {
    return (
      <ButtonLink href="/goals" variant="paper" icon={<Target size={18} strokeWidth={1.8} aria-hidden />}>
        {t('today.goal.first')}
      </ButtonLink>
    );
  }
  const kind = next === null ? null : kindFor(next.goal.metric);
  const label = kind === null || isEmpty ? t('log.add') : t('today.hero.log', { kind: t(`log.kind.${kind}`) });
  return <Add label={label} kind={isEmpty ? null : kind} />;
}

function Add({ label, kind }: { label: string; kind: Kind | null }) {
  return (
    <Button variant="paper" onPress={() => openLog(kind)} icon={<Plus size={18} strokeWidth={2} aria-hidden />}>
      {label}
    </Button>
  );
}

export function HeroCopy({ isEmpty }: { isEmpty: boolean }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { data, isError } = useQuery(progressQuery);
  if (data === undefined) return isError ? <Add label={t('log.add')} kind={null} /> : <div className={css.waiting} />;
  const facts = factsOf(presentGoals(data), isEmpty);
  return (
    <>
      {facts.items.length > 0 && <Count {...facts} />}
      <p className={facts.items.length > 0 ? css.line : css.opening}>{sentence(facts, t, format)}</p>
      <div className={css.step}>
        <Step {...facts} />
      </div>
    </>
  );
}

/** Four calm steps after the first sign-in; each can be passed over and changed later. */
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { useTranslation } from 'react-i18next';
import { useChangeProfile, useProfile, type ProfileChange } from '../../lib/account';
import { Button } from '../../ui/Button';
import { useTitle } from '../../ui/Page';
import { InlineProblem } from '../../ui/Problem';
import { Scene } from '../../ui/Scene';
import { DayStep, FocusStep, LanguageStep, initialDraft, type Draft } from './steps';
import { GoalsStep } from './GoalsStep';
import { useFirstGoals } from './useFirstGoals';
import css from './Welcome.module.css';

const steps = ['language', 'day', 'focus', 'goals'] as const;

function changesOf(step: (typeof steps)[number], draft: Draft): ProfileChange {
  if (step === 'language') return { language: draft.language, units: draft.units };
  if (step === 'day') return { time_zone: draft.timeZone, day_end_minutes: draft.dayEnd };
  if (step === 'focus') return { focus: draft.focus };
  // Passing a step over means: as the device says.
  return { language: draft.language, units: draft.units, time_zone: draft.timeZone };
}

function useSteps() {
  const navigate = useNavigate();
  const profile = useProfile();
  const [draft, setDraft] = useState(() => initialDraft(profile));
  const [index, setIndex] = useState(0);
  const change = useChangeProfile({ handled: true });
  const goals = useFirstGoals();
  const step = steps[index] ?? 'language';
  const isLast = index === steps.length - 1;
  const advance = async (keep: boolean) => {
    if (keep || isLast) await change.mutateAsync(changesOf(step, draft));
    if (!isLast) return setIndex(index + 1);
    // A goal begins on the person's own day, which the service knows only once it knows their zone.
    if (keep) await goals.create(draft.goals);
    await change.mutateAsync({ onboarded: true });
    await navigate('/', { replace: true });
  };
  const go = (keep: boolean) => void advance(keep).catch(() => null);
  const update = (next: Partial<Draft>) => setDraft((known) => ({ ...known, ...next }));
  return { step, index, isLast, draft, update, go, back: () => setIndex(index - 1), isBusy: change.isPending || goals.isPending, error: goals.error ?? change.error };
}

function WelcomePage() {
  const { t } = useTranslation();
  const { step, index, isLast, draft, update, go, back, isBusy, error } = useSteps();
  useTitle(t(`welcome.${step}.title`));
  return (
    <div className={css.frame}>
      <div className={css.view}>
        <Scene seed={46} />
      </div>
      <main className={css.card}>
        <div className={css.progress} role="progressbar" aria-valuemin={1} aria-valuemax={steps.length} aria-valuenow={index + 1} aria-label={t('welcome.progress', { step: index + 1, total: steps.length })}>
          {steps.map((name, i) => (
            <span key={name} className={i <= index ? css.reached : undefined} />
          ))}
        </div>
        <section key={step} className={css.step} aria-labelledby="welcome-title">
          <header>
            <h1 id="welcome-title" tabIndex={-1} ref={index === 0 ? null : focusOnce}>
              {t(`welcome.${step}.title`)}
            </h1>
            <p>{t(`welcome.${step}.lead`)}</p>
          </header>
          <InlineProblem error={error} />
          {step === 'language' && <LanguageStep draft={draft} update={update} />}
          {step === 'day' && <DayStep draft={draft} update={update} />}
          {step === 'focus' && <FocusStep draft={draft} update={update} />}
          {step === 'goals' && <GoalsStep draft={draft} update={update} />}
        </section>
        <footer className={css.foot}>
          {index > 0 && (
            <Button variant="plain" onPress={back} isDisabled={isBusy}>
              {t('common.back')}
            </Button>
          )}
          <span className={css.gap} />
          <Button variant="plain" onPress={() => go(false)} isDisabled={isBusy}>
            {t('welcome.skip')}
          </Button>
          <Button onPress={() => go(true)} isPending={isBusy}>
            {t(isLast ? 'welcome.finish' : 'common.next')}
          </Button>
        </footer>
      </main>
    </div>
  );
}

/** A new step is read out from its title. */
function focusOnce(title: HTMLHeadingElement | null): void {
  title?.focus();
}

export { WelcomePage as Component };

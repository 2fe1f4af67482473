/** What each of the first three steps asks. */
import type { Language, UnitSystem } from '@serenity/shared';
import type { Profile } from '../../lib/account';
import { deviceUnits, deviceZone } from '../../lib/device';
import { i18n, speak } from '../../lib/i18n';
import { DayEndField, FocusField, LanguageField, UnitsField, ZoneField, type Focus } from '../../parts/profile/fields';
import css from './Welcome.module.css';

export type Draft = { language: Language; units: UnitSystem; timeZone: string; dayEnd: number; focus: Focus[]; goals: string[] };
export type StepProps = { draft: Draft; update: (change: Partial<Draft>) => void };

/** Begins with what the device knows, which is right for most people. */
export function initialDraft(profile: Profile): Draft {
  return {
    language: i18n.language as Language,
    units: deviceUnits(),
    timeZone: deviceZone(),
    dayEnd: profile.day_end_minutes,
    focus: profile.focus,
    goals: [],
  };
}

export function LanguageStep({ draft, update }: StepProps) {
  const choose = (language: Language) => {
    void speak(language);
    update({ language });
  };
  return (
    <div className={css.fields}>
      <LanguageField value={draft.language} onChange={choose} />
      <UnitsField value={draft.units} onChange={(units) => update({ units })} />
    </div>
  );
}

export function DayStep({ draft, update }: StepProps) {
  return (
    <div className={css.fields}>
      <ZoneField value={draft.timeZone} onChange={(timeZone) => update({ timeZone })} />
      <DayEndField value={draft.dayEnd} onChange={(dayEnd) => update({ dayEnd })} />
    </div>
  );
}

export function FocusStep({ draft, update }: StepProps) {
  return <FocusField hideLabel value={draft.focus} onChange={(focus) => update({ focus: [...focus] })} />;
}

/** The fields of a profile, shared by the welcome and the settings so that both read and behave alike. */
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { languages, type Language, type UnitSystem } from '@serenity/shared';
import { useFormat } from '../../lib/account';
import type { Theme } from '../../lib/device';
import { CardChoice, CardChoices, SegmentedControl } from '../../ui/Choice';
import { soon } from '../../ui/soon';
import { areaIcon } from '../../ui/areas';

const ComboBox = soon(async () => (await import('../../ui/Select')).ComboBox<string>);
const Select = soon(async () => (await import('../../ui/Select')).Select<string>);

export type Focus = 'sleep' | 'food' | 'sport' | 'meditation';
type FieldOf<T> = { value: T; onChange: (value: T) => void };
const STEP = 30;
const LATEST = 300;

export function LanguageField({ value, onChange }: FieldOf<Language>) {
  const { t } = useTranslation();
  return <SegmentedControl label={t('common.language.label')} choices={languages.map((id) => ({ id, label: t(`common.language.${id}`) }))} value={value} onChange={onChange} />;
}

export function UnitsField({ value, onChange }: FieldOf<UnitSystem>) {
  const { t } = useTranslation();
  const choices = [
    { id: 'metric' as const, label: t('common.units.metric'), note: t('welcome.metricHint') },
    { id: 'imperial' as const, label: t('common.units.imperial'), note: t('welcome.imperialHint') },
  ];
  return <CardChoice label={t('common.units.label')} choices={choices} value={value} onChange={onChange} />;
}

export function ThemeField({ value, onChange }: FieldOf<Theme>) {
  const { t } = useTranslation();
  const choices = (['system', 'day', 'night'] as const).map((id) => ({ id, label: t(`common.theme.${id}`) }));
  return <SegmentedControl label={t('common.theme.label')} choices={choices} value={value} onChange={onChange} />;
}

/** "Europe/Paris" reads as "Paris (Europe)", which is how people look for it. */
function zoneLabel(zone: string): string {
  const [region = zone, ...places] = zone.split('/');
  if (places.length === 0) return region;
  return `${places.toReversed().join(', ').replaceAll('_', ' ')} (${region})`;
}

export function ZoneField({ value, onChange }: FieldOf<string>) {
  const { t } = useTranslation();
  const options = useMemo(() => {
    const zones = new Set([...Intl.supportedValuesOf('timeZone'), 'UTC', value]);
    return [...zones].map((id) => ({ id, label: zoneLabel(id) })).toSorted((a, b) => a.label.localeCompare(b.label));
  }, [value]);
  return <ComboBox label={t('welcome.day.zone')} options={options} value={value} onChange={onChange} />;
}

export function DayEndField({ value, onChange }: FieldOf<number>) {
  const { t } = useTranslation();
  const format = useFormat();
  const ends = new Set([...Array.from({ length: LATEST / STEP + 1 }, (_, i) => i * STEP), value]);
  const options = [...ends].toSorted((a, b) => a - b).map((minutes) => ({ id: String(minutes), label: format.clock(minutes) }));
  const hint = value === 0 ? t('welcome.day.exampleMidnight') : t('welcome.day.example', { time: format.clock(value - STEP / 2) });
  return <Select label={t('welcome.day.end')} options={options} value={String(value)} onChange={(id) => onChange(Number(id))} hint={hint} />;
}

export function FocusField({ value, onChange, hideLabel = false }: FieldOf<readonly Focus[]> & { hideLabel?: boolean }) {
  const { t } = useTranslation();
  const choices = (['sleep', 'food', 'sport', 'meditation'] as const).map((id) => ({ id, label: t(`settings.focus.${id}`), icon: areaIcon(id) }));
  return <CardChoices label={t('settings.focus.label')} hideLabel={hideLabel} choices={choices} value={value} onChange={onChange} />;
}

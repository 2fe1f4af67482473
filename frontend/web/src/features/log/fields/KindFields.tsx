/** The fields of each kind, and what all kinds have: when it was and a word about it. */
import { useTranslation } from 'react-i18next';
import { DateField } from '../../../ui/DateTime';
import { TextField } from '../../../ui/TextField';
import type { FieldsProps } from '../useLogForm';
import { MealFields, WaterFields } from './Amounts';
import { ActivityFields, MeditationFields } from './Effort';
import { Moods } from './Moods';
import { Quantity } from './Quantity';
import { SleepFields } from './Sleep';
import { When } from './When';

type Props = FieldsProps & { isNew: boolean };

function Own({ draft, patch }: FieldsProps) {
  const { t } = useTranslation();
  switch (draft.kind) {
    case 'sleep':
      return <SleepFields draft={draft} patch={patch} />;
    case 'meal':
      return <MealFields draft={draft} patch={patch} />;
    case 'water':
      return <WaterFields draft={draft} patch={patch} />;
    case 'activity':
      return <ActivityFields draft={draft} patch={patch} />;
    case 'meditation':
      return <MeditationFields draft={draft} patch={patch} />;
    case 'mood':
      return <Moods value={draft.mood} isNow={draft.isNow} onChange={(mood) => patch({ mood })} />;
    case 'weight':
      return <Quantity name="weight_kg" label={t('log.field.weight')} unit="kg" value={draft.weightKg} onChange={(weightKg) => patch({ weightKg })} />;
    case 'steps':
      return <Quantity name="steps" label={t('log.field.steps')} unit="count" value={draft.steps} onChange={(steps) => patch({ steps })} />;
  }
}

export function KindFields({ draft, patch, isNew }: Props) {
  const { t } = useTranslation();
  const hasMoment = draft.kind !== 'sleep' && draft.kind !== 'steps';
  return (
    <>
      <Own draft={draft} patch={patch} />
      <TextField name="note" label={t(draft.kind === 'meal' ? 'log.field.mealNote' : 'log.field.note')} optional value={draft.note} onChange={(note) => patch({ note })} />
      {draft.kind === 'steps' && <DateField name="on" label={t('log.when.day')} value={draft.day} onChange={(day) => patch({ day })} />}
      {hasMoment && <When draft={draft} patch={patch} isNew={isNew} />}
    </>
  );
}

/** The dialog in which a goal is written: a preset or one's own words, in one calm column. */
import { Form } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { useQuery } from '@tanstack/react-query';
import { addDays } from '@serenity/shared';
import { useGoalText } from '../../parts/goals/text';
import { useFieldFaults } from '../../lib/problems';
import { Button } from '../../ui/Button';
import { SegmentedControl } from '../../ui/Choice';
import { DateField } from '../../ui/DateTime';
import { Dialog } from '../../ui/Dialog';
import { InlineProblem, PartError } from '../../ui/Problem';
import { Select } from '../../ui/Select';
import { TextField } from '../../ui/TextField';
import { directions, fromGoal, fromPreset, newDraft, periods, withDirection, withMetric, type Draft, type Goal } from './editing';
import { Presets } from './Presets';
import { TargetFields } from './TargetFields';
import { useGoalForm } from './useGoalForm';
import { metricsQuery } from './useGoals';
import css from './Editor.module.css';

const FORM = 'goal-form';

type Props = { goal: Goal | null; today: string; onClose: () => void };
type FieldsProps = { draft: Draft; setDraft: (draft: Draft) => void; patch: (change: Partial<Draft>) => void };

function Metric({ draft, setDraft, isFixed }: FieldsProps & { isFixed: boolean }) {
  const { t } = useTranslation();
  const text = useGoalText();
  const { data, error, refetch } = useQuery(metricsQuery);
  const items = data?.items ?? [];
  const choose = (code: string) => setDraft(withMetric(draft, code, items.find((metric) => metric.code === code)?.unit ?? draft.unit));
  const options = items.map(({ code }) => ({ id: code, label: text.metric(code) }));
  if (data === undefined && error !== null) return <PartError text={t('goals.editor.metricsFailed')} onRetry={() => void refetch()} />;
  return <Select name="metric" label={t('goals.editor.metric')} options={options} value={draft.metric} onChange={choose} isDisabled={isFixed} />;
}

function When({ draft, patch, today }: FieldsProps & { today: string }) {
  const { t } = useTranslation();
  const choices = periods.map((id) => ({ id, label: t(`goals.editor.period.${id}`) }));
  return (
    <>
      <SegmentedControl label={t('goals.editor.per')} choices={choices} value={draft.period} onChange={(period) => patch({ period })} />
      {draft.period === 'once' && <DateField name="due_on" label={t('goals.editor.due')} value={draft.dueOn} min={addDays(today, 1)} onChange={(dueOn) => patch({ dueOn })} />}
    </>
  );
}

function Fields({ goal, today, ...fields }: FieldsProps & Omit<Props, 'onClose'>) {
  const { t } = useTranslation();
  const { draft, setDraft, patch } = fields;
  const choices = directions.map((id) => ({ id, label: t(`goals.editor.direction.${id}`) }));
  return (
    <div className={css.fields}>
      {goal === null && <Presets onChoose={(preset) => setDraft(fromPreset(preset, today))} chosen={draft} />}
      <Metric {...fields} isFixed={goal !== null} />
      <SegmentedControl label={t('goals.editor.kind')} choices={choices} value={draft.direction} onChange={(direction) => setDraft(withDirection(draft, direction))} />
      <TargetFields key={`${draft.metric}-${draft.direction}`} draft={draft} patch={patch} />
      <When {...fields} today={today} />
      <TextField name="title" label={t('goals.editor.title')} optional maxLength={80} value={draft.title} onChange={(title) => patch({ title })} />
      {goal !== null && <p className={css.note}>{t('goals.editor.history')}</p>}
    </div>
  );
}

export function GoalEditor({ goal, today, onClose }: Props) {
  const { t } = useTranslation();
  const form = useGoalForm(goal === null ? newDraft(today) : fromGoal(goal, today), goal, onClose);
  const faults = useFieldFaults(form.error);
  const submit = (event: React.FormEvent) => {
    event.preventDefault();
    if (form.isComplete) form.save();
  };
  const footer = (
    <>
      <Button variant="plain" onPress={onClose}>
        {t('common.cancel')}
      </Button>
      <Button type="submit" form={FORM} isPending={form.isSending} isDisabled={!form.isComplete}>
        {t(goal === null ? 'goals.editor.create' : 'common.save')}
      </Button>
    </>
  );
  return (
    <Dialog title={t(goal === null ? 'goals.editor.new' : 'goals.editor.edit')} isOpen onClose={onClose} wide footer={footer}>
      <Form id={FORM} validationBehavior="aria" validationErrors={faults} onSubmit={submit}>
        <Fields draft={form.draft} setDraft={form.setDraft} patch={form.patch} goal={goal} today={today} />
        <InlineProblem error={form.error} texts={{ 'too-many-goals': t('goals.tooMany'), 'changed-meanwhile': t('goals.changedMeanwhile') }} />
      </Form>
    </Dialog>
  );
}

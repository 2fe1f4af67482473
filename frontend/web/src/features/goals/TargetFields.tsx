/** What is to be reached: one number or two, and another one for some weekdays if wanted. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../lib/account';
import { Switch } from '../../ui/Choice';
import { AmountField } from './AmountField';
import { amountOn, canHaveOwnDays, edges, weekdays, withAmountOn, type Draft, type Edge } from './editing';
import css from './Editor.module.css';

type Props = { draft: Draft; patch: (change: Partial<Draft>) => void };

/** 2024-01-01 was a Monday. */
const weekOf = (weekday: string) => `2024-01-0${weekday}`;

function OwnDays({ draft, patch }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const isRange = draft.direction === 'range';
  const label = (day: string, edge: Edge) => (isRange ? t(`goals.editor.onDay.${edge}`, { day }) : day);
  return (
    <div className={isRange ? css.ranges : css.days}>
      {weekdays.flatMap((day) =>
        edges(draft.direction).map((edge) => (
          <AmountField
            key={`${day}.${edge}`}
            name={`weekday_targets.${day}.${edge}`}
            label={label(format.day(weekOf(day), 'weekday'), edge)}
            unit={draft.unit}
            value={amountOn(draft, day, edge)}
            onChange={(amount) => patch({ ownDays: withAmountOn(draft, day, edge, amount) })}
          />
        )),
      )}
    </div>
  );
}

export function TargetFields({ draft, patch }: Props) {
  const { t } = useTranslation();
  const [isOwn, setOwn] = useState(Object.keys(draft.ownDays).length > 0);
  const { direction, unit, low, high } = draft;
  const toggle = (on: boolean) => {
    setOwn(on);
    if (!on) patch({ ownDays: {} });
  };
  return (
    <>
      <div className={direction === 'range' && unit !== 's' ? css.pair : css.stack}>
        {direction !== 'at_most' && <AmountField name="target.low" label={t(`goals.editor.low.${direction}`)} unit={unit} value={low} onChange={(amount) => patch({ low: amount })} isRequired />}
        {direction !== 'at_least' && <AmountField name="target.high" label={t('goals.editor.high')} unit={unit} value={high} onChange={(amount) => patch({ high: amount })} isRequired />}
      </div>
      {canHaveOwnDays(draft) && <Switch label={t('goals.editor.ownDays')} note={t('goals.editor.ownDaysNote')} isSelected={isOwn} onChange={toggle} />}
      {canHaveOwnDays(draft) && isOwn && <OwnDays draft={draft} patch={patch} />}
    </>
  );
}

/** Water and meals: the usual amounts at one key, any other beside them. */
import { useTranslation } from 'react-i18next';
import { toDisplay, toStored, type StoredUnit, type UnitSystem } from '@serenity/shared';
import { useFormat } from '../../../lib/account';
import type { FieldsProps } from '../useLogForm';
import { Chips } from './Chips';
import { Quantity } from './Quantity';

const WATER: Record<UnitSystem, readonly number[]> = { metric: [150, 250, 330, 500], imperial: [5, 8, 12, 16] };
const ENERGY = [200, 400, 600, 800] as const;

type Props = { unit: StoredUnit; amounts: readonly number[]; value: number | null; onChange: (value: number) => void };

/** Amounts in the unit on screen; the one in the field, if it is among them, is on. */
function UsualAmounts({ unit, amounts, value, onChange }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const chips = amounts.map((amount) => ({ id: String(amount), label: format.quantity(toStored(amount, unit, format.units), unit) }));
  const shown = value === null ? null : String(toDisplay(value, unit, format.units));
  return <Chips name="amount" label={t('log.field.amounts')} hideLabel chips={chips} value={shown} onChange={(id) => onChange(toStored(Number(id), unit, format.units))} />;
}

export function WaterFields({ draft, patch }: FieldsProps) {
  const { t } = useTranslation();
  const { units } = useFormat();
  const onChange = (volumeMl: number | null) => patch({ volumeMl });
  return (
    <>
      <UsualAmounts unit="ml" amounts={WATER[units]} value={draft.volumeMl} onChange={onChange} />
      <Quantity name="volume_ml" label={t('log.field.volume')} unit="ml" value={draft.volumeMl} onChange={onChange} />
    </>
  );
}

export function MealFields({ draft, patch }: FieldsProps) {
  const { t } = useTranslation();
  const onChange = (energyKcal: number | null) => patch({ energyKcal });
  return (
    <>
      <UsualAmounts unit="kcal" amounts={ENERGY} value={draft.energyKcal} onChange={onChange} />
      <Quantity name="energy_kcal" label={t('log.field.energy')} unit="kcal" value={draft.energyKcal} onChange={onChange} />
    </>
  );
}
